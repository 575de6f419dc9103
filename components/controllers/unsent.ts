import type { ErrorBody, ErrorCode, UploadAnswer } from '@klapka/protocol';
import type { PbxSession } from '../core/session.ts';

/** A draft, or a message the gateway has not acknowledged, as it stands in the tab's storage. */
export interface Unsent {
  readonly conversationId: string;
  /** Null: a draft. */
  readonly clientId: string | null;
  readonly text: string;
  /** Only what the gateway has already: a file on its way cannot be kept. */
  readonly files: readonly UploadAnswer[];
  /** ms since the epoch. */
  readonly at: number;
  /** The gateway refused the message; null where it is still to be sent. */
  readonly error: ErrorBody | null;
}

/**
 * What one account has not sent to one gateway, in the tab's storage, so that a reload loses nothing. One entry a draft and
 * one a message: two sessions of a page never write over each other. Storage that is forbidden or full is told by `isShort`.
 */
export class UnsentStorage {
  readonly #storage: PbxSession['tabStorage'];
  readonly #prefix: string;
  /** Keys of what could not be written. */
  readonly #short = new Set<string>();

  constructor(session: PbxSession, accountId: string) {
    this.#storage = session.tabStorage;
    this.#prefix = `pbx:${new URL(session.resolve('/')).origin}:unsent:${accountId}:`;
  }

  /** Something unsent would be lost with the page. */
  get isShort(): boolean {
    return this.#short.size > 0;
  }

  /** Oldest first. */
  get all(): Unsent[] {
    return this.#keys.flatMap((key) => parse(this.#read(key)) ?? []).sort((one, other) => one.at - other.at);
  }

  keep(entry: Unsent): void {
    const key = this.#key(entry);
    try {
      if (!this.#storage) throw new Error('There is no storage');
      this.#storage.setItem(key, JSON.stringify(entry));
      this.#short.delete(key);
    } catch {
      // What stands there of a draft is a little older, and better than nothing.
      this.#short.add(key);
    }
  }

  drop(entry: Pick<Unsent, 'conversationId' | 'clientId'>): void {
    this.#remove(this.#key(entry));
  }

  clear(): void {
    for (const key of this.#keys) this.#remove(key);
    this.#short.clear();
  }

  #key({ conversationId, clientId }: Pick<Unsent, 'conversationId' | 'clientId'>): string {
    return `${this.#prefix}${conversationId}:${clientId ?? 'draft'}`;
  }

  get #keys(): string[] {
    const storage = this.#storage;
    return Array.from({ length: storage?.length ?? 0 }, (_, index) => storage?.key(index) ?? '').filter((key) => key.startsWith(this.#prefix));
  }

  #read(key: string): string {
    return this.#storage?.getItem(key) ?? '';
  }

  #remove(key: string): void {
    this.#short.delete(key);
    this.#storage?.removeItem(key);
  }
}

const isFile = (value: unknown): value is UploadAnswer =>
  isRecord(value) && typeof value['id'] === 'string' && typeof value['name'] === 'string' && typeof value['type'] === 'string' && typeof value['bytes'] === 'number';

/** An unknown code is shown as an error of no particular kind. */
const refusal = (value: unknown): ErrorBody | null =>
  isRecord(value) && typeof value['code'] === 'string' ? { code: value['code'] as ErrorCode, message: '', retryable: false } : null;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Null for what another program, or another version of this one, wrote there. */
function parse(json: string): Unsent | null {
  let value: unknown = null;
  try {
    value = JSON.parse(json);
  } catch {
    // not JSON
  }
  if (!isRecord(value)) return null;
  const { conversationId, clientId, text, files, at } = value;
  if (typeof conversationId !== 'string' || typeof text !== 'string' || typeof at !== 'number' || !Array.isArray(files) || !files.every(isFile)) return null;
  return { conversationId, clientId: typeof clientId === 'string' ? clientId : null, text, files, at, error: refusal(value['error']) };
}
