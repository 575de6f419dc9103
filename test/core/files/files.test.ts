import { limits } from '@klapka/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Files } from '../../../components/core/files/files.ts';
import type { FileView } from '../../../components/core/files/files-port.ts';
import { PbxCommandError, type SessionState } from '../../../components/core/session.ts';

interface Asked {
  url: string;
  signal: AbortSignal;
  answer(blob: Blob): Promise<void>;
  refuse(code: 'NOT_FOUND' | 'UNAVAILABLE'): Promise<void>;
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const png = (bytes = 3): Blob => new Blob([new Uint8Array(bytes)], { type: 'image/png' });
const state = (status: SessionState['status'], accountId: string | null): SessionState =>
  ({ status, account: accountId === null ? null : { id: accountId, name: '', roles: [], permissions: [], features: [] }, error: null, cause: null, retryAt: null });

/** Addresses made and not given back. */
const addresses = new Set<string>();
let pictures: 'can be seen' | 'are broken';
let asked: Asked[];
let files: Files;

beforeEach(() => {
  asked = [];
  addresses.clear();
  pictures = 'can be seen';
  let count = 0;
  vi.spyOn(URL, 'createObjectURL').mockImplementation(() => {
    addresses.add(`blob:${++count}`);
    return `blob:${count}`;
  });
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((address) => void addresses.delete(address));
  vi.stubGlobal('Image', class { decode = () => (pictures === 'can be seen' ? Promise.resolve() : Promise.reject(new Error('broken'))); });
  files = new Files((url, signal) => new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')));
    asked.push({
      url, signal,
      answer: (blob) => (resolve(blob), settled()),
      refuse: (code) => (reject(new PbxCommandError({ code, message: '', retryable: code === 'UNAVAILABLE' })), settled()),
    });
  }));
  files.follow(state('connected', 'account-1'));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

interface Element {
  view: FileView;
  changes: () => number;
  /** A render that shows these. */
  render: (...urls: string[]) => ReturnType<FileView['show']>[];
  remove: () => void;
}

function element(): Element {
  const life = new AbortController();
  let changes = 0;
  const view = files.onChange(() => { changes += 1; }, life.signal);
  const render = (...urls: string[]) => {
    const shown = urls.map((url) => view.show(url));
    view.settle();
    return shown;
  };
  return { view, changes: () => changes, render, remove: () => life.abort() };
}

describe('files that are shown', () => {
  it('are fetched once, however many rows and elements show them, and told when they are there', async () => {
    const [list, card] = [element(), element()];
    expect(list.render(...Array<string>(300).fill('/a')).every(({ state: is }) => is === 'loading')).toBe(true);
    card.render('/a');
    expect(asked).toHaveLength(1);
    await asked[0]?.answer(png());
    expect([list.changes(), card.changes()]).toEqual([1, 1]);
    expect([...list.render('/a'), ...card.render('/a')].map(({ state: is, address }) => [is, address])).toEqual([['ready', 'blob:1'], ['ready', 'blob:1']]);
    expect(asked).toHaveLength(1);
  });

  it('are fetched six at a time', async () => {
    const list = element();
    list.render(...Array.from({ length: 20 }, (_, index) => `/${index}`));
    expect(asked).toHaveLength(6);
    await asked[0]?.answer(png());
    await asked[1]?.refuse('NOT_FOUND');
    expect(asked.map(({ url }) => url)).toEqual(['/0', '/1', '/2', '/3', '/4', '/5', '/6', '/7']);
  });

  it('are not fetched on once a render does not show them: rows that only flew past cost nothing', async () => {
    const list = element();
    for (let first = 0; first < 1000; first += 20) list.render(...Array.from({ length: 20 }, (_, index) => `/${first + index}`));
    await settled();
    const running = asked.filter(({ signal }) => !signal.aborted);
    expect(running.map(({ url }) => url)).toEqual(['/980', '/981', '/982', '/983', '/984', '/985']);
    expect(addresses.size).toBe(0);
  });

  it('come back without a fetch while there is room, and are given back beyond it', async () => {
    const list = element();
    for (let index = 0; index < 250; index += 1) {
      list.render(`/${index}`);
      await asked.at(-1)?.answer(png());
    }
    list.render();
    expect(addresses.size).toBe(200);
    expect(list.render('/249')[0]?.state).toBe('ready');
    expect(asked).toHaveLength(250);
    list.render('/0');
    expect(asked.at(-1)?.url).toBe('/0');
    expect(asked).toHaveLength(251);
  });

  it('are kept by their bytes too; what is shown stays whatever it weighs', async () => {
    const list = element();
    const urls = ['/1', '/2', '/3'];
    list.render(...urls);
    for (const one of [...asked]) await one.answer(png(20 * 1024 * 1024));
    expect(list.render(...urls).map(({ state: is }) => is)).toEqual(['ready', 'ready', 'ready']);
    list.render();
    expect([...addresses]).toEqual(['blob:3']);
  });

  it('are given back when the element that showed them leaves, but for those another one shows', async () => {
    const [list, card] = [element(), element()];
    list.render('/a', '/b');
    card.render('/b');
    list.remove();
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    await asked[1]?.answer(png());
    expect(card.render('/b')[0]?.state).toBe('ready');
  });

  it('of a person are gone with the session, those on their way too', async () => {
    const list = element();
    list.render('/a', '/b');
    await asked[0]?.answer(png());
    files.follow(state('reconnecting', 'account-1'));
    expect(addresses.size).toBe(1);
    files.follow(state('ended', null));
    expect(addresses.size).toBe(0);
    expect(asked[1]?.signal.aborted).toBe(true);
    expect(list.changes()).toBeGreaterThan(1);
    files.follow(state('connected', 'account-2'));
    expect(list.render('/a')[0]?.state).toBe('loading');
    expect(asked.filter(({ url }) => url === '/a')).toHaveLength(2);
  });
});

describe('files that do not come', () => {
  it('are failed with their code, and tried again by hand', async () => {
    const list = element();
    list.render('/a');
    await asked[0]?.refuse('NOT_FOUND');
    expect(list.render('/a')[0]).toMatchObject({ state: 'failed', error: { code: 'NOT_FOUND' } });
    expect(asked).toHaveLength(1);
    files.retry('/a');
    await asked[1]?.answer(png());
    expect(list.render('/a')[0]?.state).toBe('ready');
  });

  it('are tried again when the connection is back, where that may help', async () => {
    const list = element();
    list.render('/a', '/gone');
    await asked[0]?.refuse('UNAVAILABLE');
    await asked[1]?.refuse('NOT_FOUND');
    files.follow(state('reconnecting', 'account-1'));
    expect(asked).toHaveLength(2);
    files.follow(state('connected', 'account-1'));
    expect(asked.slice(2).map(({ url }) => url)).toEqual(['/a']);
    files.follow(state('connected', 'account-1'));
    expect(asked).toHaveLength(3);
  });

  it('are tried again by whoever shows them later', async () => {
    const list = element();
    list.render('/a');
    await asked[0]?.refuse('NOT_FOUND');
    list.render();
    expect(list.render('/a')[0]?.state).toBe('loading');
    expect(asked).toHaveLength(2);
  });
});

describe('what may be shown', () => {
  const shownAs = async (type: string): Promise<string> => {
    const list = element();
    list.render(`/${type}`);
    await asked.at(-1)?.answer(new Blob(['x'], { type }));
    const [shown] = list.render(`/${type}`);
    return shown?.error?.code ?? shown?.state ?? '';
  };

  it.each(limits.fileTypes)('%s: pictures, sounds and films are, documents are not', async (type) => {
    expect(await shownAs(type)).toBe(/^(image|audio|video)\//.test(type) ? 'ready' : 'TYPE_NOT_ALLOWED');
  });

  it.each(['', 'text/html', 'image/svg+xml', 'application/xhtml+xml', 'text/xml', 'application/xml', 'text/javascript', 'application/octet-stream', 'image/png;x=text/html', 'multipart/x-mixed-replace', 'audio/x', 'video/quicktime'])(
    'never "%s": an address of it would be the host page’s own document',
    async (type) => {
      expect(await shownAs(type)).toBe('TYPE_NOT_ALLOWED');
      expect(addresses.size).toBe(0);
    },
  );

  it('a picture that no browser can draw has no address', async () => {
    pictures = 'are broken';
    expect(await shownAs('image/png')).toBe('TYPE_NOT_ALLOWED');
    expect(addresses.size).toBe(0);
  });
});

describe('a download', () => {
  const types: string[] = [];
  const links: { href: string; download: string; target?: string }[] = [];
  beforeEach(() => {
    vi.useFakeTimers();
    types.length = 0;
    links.length = 0;
    vi.mocked(URL.createObjectURL).mockImplementation((blob) => {
      types.push((blob as Blob).type);
      addresses.add('blob:saved');
      return 'blob:saved';
    });
    vi.stubGlobal('document', { createElement: () => ({ click(this: { href: string; download: string }) { links.push({ ...this }); } }) });
  });
  afterEach(() => vi.useRealTimers());

  it('is saved under its name, as bytes no browser opens, and its address is given back', async () => {
    const saving = files.save('/page', 'page.html');
    void asked[0]?.answer(new Blob(['<script>alert(1)</script>'], { type: 'text/html' }));
    await saving;
    expect(types).toEqual(['application/octet-stream']);
    expect(links).toMatchObject([{ href: 'blob:saved', download: 'page.html' }]);
    expect(addresses.size).toBe(1);
    vi.advanceTimersByTime(60_000);
    expect(addresses.size).toBe(0);
  });

  it('that fails says why', async () => {
    const saving = files.save('/page', 'page.html');
    void asked[0]?.refuse('NOT_FOUND');
    await expect(saving).rejects.toMatchObject({ body: { code: 'NOT_FOUND' } });
    expect(links).toEqual([]);
  });
});
