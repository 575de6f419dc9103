import { errorBodyOf, PbxCommandError, type SessionState } from '../session.ts';
import type { FilesPort, FileView, ShownFile } from './files-port.ts';

/** Fetches the bytes, with their type. Rejects with `PbxCommandError`, or with the signal's reason. */
type FetchFile = (url: string, signal: AbortSignal) => Promise<Blob>;

/** So many are fetched at once; a list of photos must not keep a picture waiting for long. */
const parallel = 6;
/** What nobody shows at the moment is kept for coming back to it, the last used up to these. */
const kept = { files: 200, bytes: 32 * 1024 * 1024 };
/** How long a download may take to be read out of its address, ms. */
const saving = 60_000;

/** Types without anything active in them. The address of any other would run in the host page's origin once opened. */
const harmless = /^(image\/(png|jpeg|gif|webp)|audio\/(mpeg|ogg|wav)|video\/mp4)$/;

interface Entry extends ShownFile {
  readonly url: string;
  readonly viewers: Set<Viewer>;
  state: ShownFile['state'];
  address: string | undefined;
  error: ShownFile['error'];
  blob: Blob | null;
  fetching: AbortController | null;
}

interface Viewer {
  readonly changed: () => void;
  /** In the render that goes on, and in the one before. */
  asked: Set<Entry>;
  shown: Set<Entry>;
}

/** The files of one session. */
export class Files implements FilesPort {
  readonly #fetch: FetchFile;
  /** In the order of their last use. */
  readonly #entries = new Map<string, Entry>();
  #running = 0;
  #owner: string | null = null;
  #connected = false;

  constructor(fetch: FetchFile) {
    this.#fetch = fetch;
  }

  onChange(listener: () => void, signal: AbortSignal): FileView {
    const viewer: Viewer = { changed: listener, asked: new Set(), shown: new Set() };
    const settle = (): void => this.#settle(viewer);
    signal.addEventListener('abort', () => {
      viewer.asked.clear();
      settle();
    }, { once: true });
    return { show: (url) => this.#show(url, viewer), settle };
  }

  retry(url: string): void {
    const entry = this.#entries.get(url);
    if (entry?.state !== 'failed') return;
    Object.assign(entry, { state: 'loading', error: null });
    tell([entry]);
    this.#next();
  }

  async save(url: string, name: string): Promise<void> {
    const blob = this.#entries.get(url)?.blob ?? (await this.#fetch(url, new AbortController().signal));
    // Of a type that no browser opens, whatever it is: a download, even where the page or a click asks for more.
    const link = Object.assign(document.createElement('a'), { download: name, href: URL.createObjectURL(new Blob([blob], { type: 'application/octet-stream' })) });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), saving);
  }

  /** The session changed: the files of one person are not the next one's, and what failed without a network is due again. */
  follow({ status, account }: SessionState): void {
    const owner = account?.id ?? null;
    const back = status === 'connected' && !this.#connected;
    this.#connected = status === 'connected';
    if (owner !== this.#owner) {
      this.#owner = owner;
      const all = [...this.#entries.values()];
      for (const entry of all) this.#forget(entry);
      tell(all);
    } else if (back) {
      for (const entry of this.#entries.values()) if (entry.error?.retryable) this.retry(entry.url);
    }
  }

  #show(url: string, viewer: Viewer): ShownFile {
    const entry = this.#entries.get(url) ?? { url, viewers: new Set(), state: 'loading', address: undefined, error: null, blob: null, fetching: null };
    // The last used stand at the end.
    this.#entries.delete(url);
    this.#entries.set(url, entry);
    entry.viewers.add(viewer);
    viewer.asked.add(entry);
    return entry;
  }

  #settle(viewer: Viewer): void {
    for (const entry of viewer.shown) {
      if (viewer.asked.has(entry)) continue;
      entry.viewers.delete(viewer);
      if (entry.viewers.size === 0 && entry.state !== 'ready') this.#forget(entry);
    }
    viewer.shown = viewer.asked;
    viewer.asked = new Set();
    this.#trim();
    this.#next();
  }

  #trim(): void {
    const idle = [...this.#entries.values()].filter(({ viewers }) => viewers.size === 0);
    let bytes = idle.reduce((sum, { blob }) => sum + (blob?.size ?? 0), 0);
    for (const [index, entry] of idle.entries()) {
      if (idle.length - index <= kept.files && bytes <= kept.bytes) return;
      bytes -= entry.blob?.size ?? 0;
      this.#forget(entry);
    }
  }

  #forget(entry: Entry): void {
    entry.fetching?.abort();
    if (entry.address) URL.revokeObjectURL(entry.address);
    if (this.#entries.get(entry.url) === entry) this.#entries.delete(entry.url);
  }

  #next(): void {
    for (const entry of this.#entries.values()) {
      if (this.#running >= parallel) return;
      if (entry.state === 'loading' && !entry.fetching) void this.#load(entry);
    }
  }

  async #load(entry: Entry): Promise<void> {
    entry.fetching = new AbortController();
    const { signal } = entry.fetching;
    this.#running += 1;
    try {
      const blob = await this.#fetch(entry.url, signal);
      const address = await addressOf(blob);
      if (signal.aborted) URL.revokeObjectURL(address);
      else Object.assign(entry, { blob, address, state: 'ready' });
    } catch (error) {
      Object.assign(entry, { state: 'failed', error: errorBodyOf(error) });
    }
    this.#running -= 1;
    entry.fetching = null;
    if (!signal.aborted) tell([entry]);
    this.#next();
  }
}

/** Each viewer once. */
function tell(entries: readonly Entry[]): void {
  for (const { changed } of new Set(entries.flatMap(({ viewers }) => [...viewers]))) changed();
}

/** An address to show; a picture's only once it can be seen, so that nothing flashes where it goes. */
async function addressOf(blob: Blob): Promise<string> {
  if (!harmless.test(blob.type)) throw new PbxCommandError({ code: 'TYPE_NOT_ALLOWED', message: `Not shown: ${blob.type}`, retryable: false });
  const address = URL.createObjectURL(blob);
  try {
    if (blob.type.startsWith('image/')) await Object.assign(new Image(), { src: address }).decode();
    return address;
  } catch {
    URL.revokeObjectURL(address);
    throw new PbxCommandError({ code: 'TYPE_NOT_ALLOWED', message: 'Not a picture, or the policy of the page lacks img-src blob:', retryable: false });
  }
}
