import type { ErrorBody, ErrorCode, Message, UploadAnswer } from '@klapka/protocol';
import { errorBodyOf, type PbxSession, type SessionState } from '../core/session.ts';
import { UnsentStorage, type Unsent } from './unsent.ts';

/** A file on its way to the gateway, before its message is sent. */
export interface Attachment {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  /** Null after a reload of the page: the gateway has it. */
  readonly file: File | null;
  readonly state: 'checking' | 'uploading' | 'ready' | 'failed';
  /** 0–1 while uploading. */
  readonly progress: number;
  readonly error: ErrorCode | null;
  readonly answer: UploadAnswer | null;
}

/** What somebody wrote in one conversation and has not sent. */
export interface Draft {
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** Sending was asked for while files were still on their way; it happens when they are there. */
  readonly waiting: boolean;
}

/** A message of one's own that the topic `messages` does not show yet. */
export interface OutgoingMessage {
  readonly clientId: string;
  readonly conversationId: string;
  readonly text: string;
  readonly files: readonly UploadAnswer[];
  /** ms since the epoch. */
  readonly at: number;
  readonly state: 'sending' | 'sent' | 'failed';
  readonly error: ErrorBody | null;
  /** As stored by the gateway, once it answered. */
  readonly message: Message | null;
}

type Check = (file: File) => Promise<ErrorCode | null>;

const emptyDraft: Draft = { text: '', attachments: [], waiting: false };
const outboxes = new WeakMap<PbxSession, Outbox>();

function makeId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Drafts and messages on their way, of one session. They outlive the elements that show them: nothing typed is lost when
 * another conversation is opened, the page's section is changed, a send fails, the session has to be signed in again or the
 * page is reloaded (`unsent.ts`; where it cannot be kept, the browser asks before it leaves).
 *
 *   draft ──send──▶ sending ──▶ sent (until the topic shows it)
 *     ▲                │  ▲
 *     └──── discard ── failed ── retry: the same client id, so that it cannot arrive twice
 */
export class Outbox {
  readonly #session: PbxSession;
  readonly #drafts = new Map<string, Draft>();
  readonly #outgoing = new Map<string, readonly OutgoingMessage[]>();
  readonly #uploads = new Map<string, AbortController>();
  readonly #listeners = new Set<(conversationId: string) => void>();
  /** Whose all of it is. */
  #owner: string | null = null;
  /** Null before somebody is signed in, and after a sign-out. */
  #unsent: UnsentStorage | null = null;

  private constructor(session: PbxSession) {
    this.#session = session;
    // Lives as long as the session does, so there is nothing to end it with.
    session.onState((state) => this.#follow(state), new AbortController().signal);
    this.#follow(session.state);
  }

  #follow({ account, cause }: SessionState): void {
    if (cause === 'SIGNED_OUT') {
      this.#unsent?.clear();
      this.#unsent = null;
    }
    if (!account || (this.#unsent && account.id === this.#owner)) return;
    if (this.#owner && account.id !== this.#owner) this.#forget();
    this.#owner = account.id;
    this.#restore((this.#unsent = new UnsentStorage(this.#session, account.id)));
  }

  /** Somebody else signed in at this page: what the former person wrote is none of theirs. */
  #forget(): void {
    for (const upload of this.#uploads.values()) upload.abort();
    const ids = new Set([...this.#drafts.keys(), ...this.#outgoing.keys()]);
    this.#unsent?.clear();
    this.#uploads.clear();
    this.#drafts.clear();
    this.#outgoing.clear();
    for (const id of ids) this.#tell(id);
  }

  /** What is here stays; what an earlier page of this tab left is shown, and its messages go out under their old ids. */
  #restore(unsent: UnsentStorage): void {
    for (const id of this.#drafts.keys()) this.#keepDraft(id);
    for (const message of [...this.#outgoing.values()].flat()) this.#keepMessage(message);
    for (const { clientId, ...entry } of unsent.all) {
      if (clientId === null) this.#restoreDraft(entry);
      else if (!this.outgoing(entry.conversationId).some((one) => one.clientId === clientId)) {
        const message: OutgoingMessage = { ...entry, clientId, state: 'failed', message: null };
        if (entry.error) this.#put(message);
        else void this.#deliver(message);
      }
    }
  }

  #restoreDraft({ conversationId, text, files }: Pick<Unsent, 'conversationId' | 'text' | 'files'>): void {
    if (this.#drafts.has(conversationId)) return;
    const attachments = files.map((answer): Attachment => ({ ...answer, file: null, state: 'ready', progress: 1, error: null, answer }));
    this.#change(conversationId, { text, attachments });
  }

  static of(session: PbxSession): Outbox {
    const known = outboxes.get(session);
    if (known) return known;
    const outbox = new Outbox(session);
    outboxes.set(session, outbox);
    return outbox;
  }

  onChange(listener: (conversationId: string) => void, signal: AbortSignal): void {
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true });
  }

  draft(conversationId: string): Draft {
    return this.#drafts.get(conversationId) ?? emptyDraft;
  }

  outgoing(conversationId: string): readonly OutgoingMessage[] {
    return this.#outgoing.get(conversationId) ?? [];
  }

  write(conversationId: string, text: string): void {
    this.#change(conversationId, { text, waiting: false });
  }

  /** Adds files and uploads those that pass the check; the others stay with their error, so that one sees why. */
  attach(conversationId: string, files: readonly File[], check: Check): void {
    const added = files.map((file): Attachment => ({ id: makeId(), name: file.name, type: file.type, bytes: file.size, file, state: 'checking', progress: 0, error: null, answer: null }));
    this.#change(conversationId, { attachments: [...this.draft(conversationId).attachments, ...added] });
    for (const attachment of added) void this.#upload(conversationId, attachment, check);
  }

  uploadAgain(conversationId: string, attachmentId: string, check: Check): void {
    const attachment = this.draft(conversationId).attachments.find(({ id }) => id === attachmentId);
    if (attachment) void this.#upload(conversationId, attachment, check);
  }

  detach(conversationId: string, attachmentId: string): void {
    this.#uploads.get(attachmentId)?.abort();
    this.#change(conversationId, { attachments: this.draft(conversationId).attachments.filter(({ id }) => id !== attachmentId) });
    this.#sendIfReady(conversationId);
  }

  /** Sends the draft, at once or when its files are there. */
  send(conversationId: string): void {
    this.#change(conversationId, { waiting: true });
    this.#sendIfReady(conversationId);
  }

  retry(conversationId: string, clientId: string): void {
    const message = this.outgoing(conversationId).find((one) => one.clientId === clientId);
    if (message?.state === 'failed') void this.#deliver(message);
  }

  /** Gives a failed message up; its text goes back into an empty composer, for it may have been long. */
  discard(conversationId: string, clientId: string): void {
    const message = this.outgoing(conversationId).find((one) => one.clientId === clientId);
    if (message?.state !== 'failed') return;
    this.#drop(conversationId, [clientId]);
    if (message.text && !this.draft(conversationId).text) this.write(conversationId, message.text);
  }

  /** The topic shows these now. */
  confirm(conversationId: string, clientIds: ReadonlySet<string>): void {
    const shown = this.outgoing(conversationId).filter((one) => clientIds.has(one.clientId)).map((one) => one.clientId);
    if (shown.length > 0) this.#drop(conversationId, shown);
  }

  #sendIfReady(conversationId: string): void {
    const { text, attachments, waiting } = this.draft(conversationId);
    if (!waiting || attachments.some(({ state }) => state === 'checking' || state === 'uploading')) return;
    const files = attachments.flatMap(({ answer }) => (answer ? [answer] : []));
    const failed = attachments.filter(({ state }) => state === 'failed');
    // A file that did not make it stops the message: its reader would miss it.
    if (failed.length > 0 || (text.trim() === '' && files.length === 0)) return this.#change(conversationId, { waiting: false });
    this.#drafts.delete(conversationId);
    this.#unsent?.drop({ conversationId, clientId: null });
    void this.#deliver({ clientId: makeId(), conversationId, text: text.trim(), files, at: Date.now(), state: 'sending', error: null, message: null });
  }

  async #deliver(message: OutgoingMessage): Promise<void> {
    const { clientId, conversationId, text, files } = message;
    this.#put({ ...message, state: 'sending', error: null });
    try {
      const { message: stored } = await this.#session.command('message:send', { conversationId, clientId, text, fileIds: files.map(({ id }) => id) });
      this.#put({ ...message, state: 'sent', error: null, message: stored }, true);
    } catch (error) {
      this.#put({ ...message, state: 'failed', error: errorBodyOf(error) }, true);
    }
  }

  async #upload(conversationId: string, { id, file }: Attachment, check: Check): Promise<void> {
    if (!file) return;
    const controller = new AbortController();
    this.#uploads.set(id, controller);
    const set = (fields: Partial<Attachment>): void => this.#changeAttachment(conversationId, id, fields);
    set({ state: 'checking', progress: 0, error: null });
    try {
      const refused = await check(file);
      if (refused) return set({ state: 'failed', error: refused });
      set({ state: 'uploading' });
      const answer = await this.#session.upload(file, { signal: controller.signal, onProgress: (progress) => set({ progress }) });
      set({ state: 'ready', progress: 1, answer });
    } catch (error) {
      if (!controller.signal.aborted) set({ state: 'failed', error: errorBodyOf(error).code });
    } finally {
      this.#uploads.delete(id);
      this.#guard();
      this.#sendIfReady(conversationId);
    }
  }

  #change(conversationId: string, fields: Partial<Draft>): void {
    this.#drafts.set(conversationId, { ...this.draft(conversationId), ...fields });
    this.#keepDraft(conversationId);
    this.#tell(conversationId);
  }

  #changeAttachment(conversationId: string, id: string, fields: Partial<Attachment>): void {
    const { attachments } = this.draft(conversationId);
    if (!attachments.some((one) => one.id === id)) return;
    this.#change(conversationId, { attachments: attachments.map((one) => (one.id === id ? { ...one, ...fields } : one)) });
  }

  /** With `known`, only where the message is still there: it may have been confirmed meanwhile. */
  #put(message: OutgoingMessage, known = false): void {
    const list = this.outgoing(message.conversationId);
    const exists = list.some(({ clientId }) => clientId === message.clientId);
    if (!exists && known) return;
    const next = exists ? list.map((one) => (one.clientId === message.clientId ? message : one)) : [...list, message];
    this.#outgoing.set(message.conversationId, next);
    this.#keepMessage(message);
    this.#tell(message.conversationId);
  }

  #drop(conversationId: string, clientIds: readonly string[]): void {
    for (const clientId of clientIds) this.#unsent?.drop({ conversationId, clientId });
    this.#outgoing.set(conversationId, this.outgoing(conversationId).filter((one) => !clientIds.includes(one.clientId)));
    this.#tell(conversationId);
  }

  #keepDraft(conversationId: string): void {
    const { text, attachments } = this.draft(conversationId);
    const files = attachments.flatMap(({ answer }) => answer ?? []);
    if (text || files.length > 0) this.#unsent?.keep({ conversationId, clientId: null, text, files, at: Date.now(), error: null });
    else this.#unsent?.drop({ conversationId, clientId: null });
  }

  #keepMessage({ conversationId, clientId, text, files, at, state, error }: OutgoingMessage): void {
    if (state === 'sent') return this.#unsent?.drop({ conversationId, clientId });
    // What only did not get through goes out again by itself; what was refused waits for the person.
    const refused = error && !error.retryable && error.code !== 'NOT_SIGNED_IN';
    this.#unsent?.keep({ conversationId, clientId, text, files, at, error: refused ? error : null });
  }

  /** Asks before the page is left, only while something would be lost with it: such a listener keeps a page out of the back/forward cache. */
  #guard(): void {
    if (this.#uploads.size > 0 || this.#unsent?.isShort) globalThis.addEventListener?.('beforeunload', this.#ask);
    else globalThis.removeEventListener?.('beforeunload', this.#ask);
  }

  readonly #ask = (event: Event): void => event.preventDefault();

  #tell(conversationId: string): void {
    this.#guard();
    for (const listener of [...this.#listeners]) listener(conversationId);
  }
}
