import type { ErrorCode, Message, UploadAnswer } from '@klapka/protocol';
import { errorBodyOf, type PbxSession } from '../core/session.ts';

/** A file on its way to the gateway, before its message is sent. */
export interface Attachment {
  readonly id: string;
  readonly file: File;
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
  readonly error: ErrorCode | null;
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
 * another conversation is opened, the page's section is changed, a send fails or the session has to be signed in again.
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

  private constructor(session: PbxSession) {
    this.#session = session;
    let owner = session.state.account?.id;
    // Lives as long as the session does, so there is nothing to end it with.
    session.onState(({ account }) => {
      if (account && owner && account.id !== owner) this.#forget();
      owner = account?.id ?? owner;
    }, new AbortController().signal);
  }

  /** Somebody else signed in at this page: what the former person wrote is none of theirs. */
  #forget(): void {
    for (const upload of this.#uploads.values()) upload.abort();
    const ids = new Set([...this.#drafts.keys(), ...this.#outgoing.keys()]);
    this.#uploads.clear();
    this.#drafts.clear();
    this.#outgoing.clear();
    for (const id of ids) for (const listener of this.#listeners) listener(id);
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
    const added = files.map((file): Attachment => ({ id: makeId(), file, state: 'checking', progress: 0, error: null, answer: null }));
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
    void this.#deliver({ clientId: makeId(), conversationId, text: text.trim(), files, at: Date.now(), state: 'sending', error: null, message: null });
  }

  async #deliver(message: OutgoingMessage): Promise<void> {
    const { clientId, conversationId, text, files } = message;
    this.#put({ ...message, state: 'sending', error: null });
    try {
      const { message: stored } = await this.#session.command('message:send', { conversationId, clientId, text, fileIds: files.map(({ id }) => id) });
      this.#put({ ...message, state: 'sent', error: null, message: stored }, true);
    } catch (error) {
      this.#put({ ...message, state: 'failed', error: errorBodyOf(error).code }, true);
    }
  }

  async #upload(conversationId: string, attachment: Attachment, check: Check): Promise<void> {
    const controller = new AbortController();
    this.#uploads.set(attachment.id, controller);
    const set = (fields: Partial<Attachment>): void => this.#changeAttachment(conversationId, attachment.id, fields);
    set({ state: 'checking', progress: 0, error: null });
    try {
      const refused = await check(attachment.file);
      if (refused) return set({ state: 'failed', error: refused });
      set({ state: 'uploading' });
      const answer = await this.#session.upload(attachment.file, { signal: controller.signal, onProgress: (progress) => set({ progress }) });
      set({ state: 'ready', progress: 1, answer });
    } catch (error) {
      if (!controller.signal.aborted) set({ state: 'failed', error: errorBodyOf(error).code });
    } finally {
      this.#uploads.delete(attachment.id);
      this.#sendIfReady(conversationId);
    }
  }

  #change(conversationId: string, fields: Partial<Draft>): void {
    this.#drafts.set(conversationId, { ...this.draft(conversationId), ...fields });
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
    this.#tell(message.conversationId);
  }

  #drop(conversationId: string, clientIds: readonly string[]): void {
    this.#outgoing.set(conversationId, this.outgoing(conversationId).filter((one) => !clientIds.includes(one.clientId)));
    this.#tell(conversationId);
  }

  #tell(conversationId: string): void {
    for (const listener of [...this.#listeners]) listener(conversationId);
  }
}
