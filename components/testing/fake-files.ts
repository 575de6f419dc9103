import type { ErrorCode } from '@klapka/protocol';
import { Files } from '../core/files/files.ts';
import { PbxCommandError } from '../core/session.ts';
import { errorBody } from './refusal.ts';

/** A file, or how it is made when somebody first asks for it. */
type Content = Blob | (() => Promise<Blob>);

/** What a scripted gateway keeps under its addresses; shown and saved as by a real session. */
export class FakeFiles extends Files {
  /** Addresses that were fetched so far, oldest first. */
  readonly fetched: readonly string[];
  readonly #contents: Map<string, Content>;

  /** `refusal` resolves when the gateway would answer: null, or why not. */
  constructor(refusal: () => Promise<ErrorCode | null>) {
    const fetched: string[] = [];
    const contents = new Map<string, Content>();
    super(async (url, signal) => {
      fetched.push(url);
      const code = await Promise.race([refusal(), aborted(signal)]);
      const content = contents.get(url);
      if (code !== null || !content) throw new PbxCommandError(errorBody(code ?? 'NOT_FOUND'));
      return typeof content === 'function' ? content() : content;
    });
    this.fetched = fetched;
    this.#contents = contents;
  }

  /** From now on the file is there; a row carries `url`. */
  put(url: string, content: Content): void {
    this.#contents.set(url, content);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  });
}
