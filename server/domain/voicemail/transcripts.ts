import type { SpokenLanguage } from '@klapka/protocol';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { PbxPort } from '../../ports/pbx.ts';
import type { StoragePort } from '../../ports/storage.ts';
import type { VoicemailRecord } from '../../ports/storage-voicemail.ts';
import { TranscriberError } from '../../ports/transcriber.ts';
import type { TranscriberPort } from '../../ports/transcriber.ts';

export interface TranscriptsDeps {
  storage: StoragePort;
  pbx: PbxPort;
  clock: Clock;
  logger: Logger;
  transcriber: TranscriberPort;
  languageOf(mailbox: string): SpokenLanguage;
  /** What is known of a message has changed. */
  changed(id: string): Promise<void>;
}

const batch = 10;
const attemptsAtMost = 6;
/** ms. A minute of speech takes a slow recogniser about as long. */
const timeout = 300_000;
const lookEvery = 30_000;
const firstWait = 30_000;
const longestWait = 3_600_000;

/**
 * Has messages written down, one after the other. What waits stands in the table: a gateway that is killed in the middle
 * tries again when it is back, and writing down twice does no harm.
 */
export class Transcripts {
  readonly #deps: TranscriptsDeps;
  #running: Promise<void> | null = null;
  #again = false;
  #stopped = new AbortController();

  constructor(deps: TranscriptsDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#stopped = new AbortController();
    this.#look();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  /** Something may be due. */
  wake(): void {
    if (this.#stopped.signal.aborted) return;
    this.#again = true;
    this.#running ??= this.#drain().finally(() => { this.#running = null; });
  }

  #look(): void {
    this.wake();
    this.#deps.clock.after(lookEvery, () => this.#look(), this.#stopped.signal);
  }

  async #drain(): Promise<void> {
    const { storage, clock, logger } = this.#deps;
    while (this.#again && !this.#stopped.signal.aborted) {
      this.#again = false;
      try {
        const due = await storage.read.voicemails.dueTranscripts(clock.now(), batch);
        for (const record of due) if (!this.#stopped.signal.aborted) await this.#work(record);
        if (due.length > 0) this.#again = true;
      } catch (error) {
        logger.error({ err: error }, 'messages could not be written down');
      }
    }
  }

  async #work(record: VoicemailRecord): Promise<void> {
    const { storage, clock, logger, changed } = this.#deps;
    const attempts = record.attempts + 1;
    const change = await this.#transcribe(record).then(
      (text) => ({ transcriptState: 'done' as const, transcript: text, nextAt: clock.now() }),
      (error: unknown) => {
        logger.warn({ err: error, attempts }, 'a message was not written down');
        const again = attempts < attemptsAtMost && (!(error instanceof TranscriberError) || error.retryable);
        return { transcriptState: again ? 'pending' as const : 'failed' as const, transcript: null, nextAt: clock.now() + Math.min(longestWait, firstWait * 4 ** record.attempts) };
      },
    );
    // Stopped in the middle: it was no attempt.
    if (this.#stopped.signal.aborted && change.transcriptState !== 'done') return;
    await storage.write((tx) => tx.voicemails.setTranscript(record.id, { ...change, attempts }));
    await changed(record.id);
  }

  async #transcribe({ mailbox, id }: VoicemailRecord): Promise<string> {
    const { pbx, transcriber, languageOf } = this.#deps;
    const chunks: Uint8Array[] = [];
    for await (const chunk of await pbx.mailboxes.audio(mailbox, id)) chunks.push(chunk);
    const text = await transcriber.transcribe(Buffer.concat(chunks), languageOf(mailbox), AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(timeout)]));
    return text.trim();
  }
}
