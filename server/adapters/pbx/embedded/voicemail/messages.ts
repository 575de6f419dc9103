import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { PbxVoicemail } from '../../../../ports/mailbox-actions.ts';
import { PbxError } from '../../../../ports/pbx-error.ts';
import type { PbxEvent } from '../../../../ports/pbx.ts';
import { headerBytes } from '../../shared/wav.ts';

/** One channel of 8 kHz and 16 bits. */
const bytesPerMillisecond = 16;
/** ms; what a killed thread has left of less is no message. */
const shortest = 1000;

/** A message as it is kept; without a duration it is being spoken, or was when its thread died. */
const kept = z.object({
  id: z.uuid(), mailbox: z.string(), from: z.object({ number: z.string(), name: z.string().optional() }), at: z.number(), heard: z.boolean(), callId: z.string().optional(), duration: z.number().nullable(),
});
type Kept = z.output<typeof kept>;

export interface MessagesOptions {
  folder: string;
  tell(event: PbxEvent): void;
  log(message: string): void;
}

export const messageAudioFile = (folder: string, id: string): string => join(folder, `${id}.wav`);
const rowFile = (folder: string, id: string): string => join(folder, `${id}.json`);

/**
 * The messages of all mailboxes: `<id>.wav` and, beside it, `<id>.json` with who has left it. That one is always written anew
 * under another name and then takes the place of the old one, so it is whole whenever somebody is killed.
 */
export class Messages {
  readonly #options: MessagesOptions;
  readonly #kept = new Map<string, Kept>();
  /** Those that are being spoken, until they are complete or thrown away. */
  readonly #spoken = new Map<string, PromiseWithResolvers<void>>();
  /** One write after the other. */
  #written: Promise<unknown> = Promise.resolve();

  constructor(options: MessagesOptions) {
    this.#options = options;
  }

  /** Reads what is there, and completes what somebody was speaking when the thread before this one died. */
  async load(): Promise<void> {
    const { folder, log } = this.#options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(folder)) {
      try {
        if (name.endsWith('.json')) await this.#read(join(folder, name));
        else if (name.endsWith('.part')) await rm(join(folder, name));
      } catch (error) {
        log(`A message could not be read: ${String(error)}`);
      }
    }
  }

  async #read(path: string): Promise<void> {
    const message = kept.parse(JSON.parse(await readFile(path, 'utf8')));
    const size = await stat(this.audio(message.id)).then((file) => file.size, () => 0);
    const duration = Math.round((size - headerBytes) / bytesPerMillisecond);
    this.#kept.set(message.id, message);
    if (duration < 0 || (message.duration === null && duration < shortest)) await this.discard(message.id);
    else if (message.duration === null) await this.complete(message.id, duration);
  }

  /** Oldest first. */
  of(mailbox: string): PbxVoicemail[] {
    const messages = [...this.#kept.values()].flatMap((message) => toVoicemail(message) ?? []);
    return messages.filter((message) => message.mailbox === mailbox).toSorted((one, other) => one.at - other.at);
  }

  /** Those that are being spoken as well. */
  count(mailbox: string): number {
    return [...this.#kept.values()].filter((message) => message.mailbox === mailbox).length;
  }

  audio(id: string): string {
    return messageAudioFile(this.#options.folder, id);
  }

  /** Somebody begins to speak. */
  async begin(message: Omit<PbxVoicemail, 'duration'>): Promise<void> {
    this.#spoken.set(message.id, Promise.withResolvers());
    await this.#keep({ ...message, duration: null });
  }

  async complete(id: string, duration: number): Promise<void> {
    await this.#change(id, { duration });
    this.#through(id);
  }

  /** There was nothing in it. */
  async discard(id: string): Promise<void> {
    await this.#delete(id);
    this.#through(id);
  }

  #through(id: string): void {
    this.#spoken.get(id)?.resolve();
    this.#spoken.delete(id);
  }

  /** Resolves when everything that was spoken so far is complete. */
  async settled(): Promise<void> {
    await Promise.all([...this.#spoken.values()].map(({ promise }) => promise));
  }

  async setHeard(mailbox: string, id: string, heard: boolean): Promise<void> {
    if (this.#find(mailbox, id).heard !== heard) await this.#change(id, { heard });
  }

  async move(mailbox: string, id: string, toMailbox: string): Promise<void> {
    this.#find(mailbox, id);
    await this.#change(id, { mailbox: toMailbox });
  }

  async remove(mailbox: string, id: string): Promise<void> {
    this.#find(mailbox, id);
    await this.#delete(id);
    this.#options.tell({ type: 'voicemail-removed', mailbox, id });
  }

  #find(mailbox: string, id: string): PbxVoicemail {
    const found = this.#kept.get(id);
    const message = found && toVoicemail(found);
    if (message?.mailbox !== mailbox) throw new PbxError('NOT_FOUND', 'There is no such message');
    return message;
  }

  async #change(id: string, change: Partial<Kept>): Promise<void> {
    const message = this.#kept.get(id);
    if (!message) return;
    const changed = { ...message, ...change };
    await this.#keep(changed);
    const voicemail = toVoicemail(changed);
    if (voicemail) this.#options.tell({ type: 'voicemail', voicemail });
  }

  #keep(message: Kept): Promise<void> {
    const file = rowFile(this.#options.folder, message.id);
    this.#kept.set(message.id, message);
    return this.#write(async () => {
      await writeFile(`${file}.part`, JSON.stringify(message), { mode: 0o600, flush: true });
      await rename(`${file}.part`, file);
    });
  }

  /** What is known of it goes last: without its audio it is thrown away when it is read again. */
  #delete(id: string): Promise<void> {
    this.#kept.delete(id);
    return this.#write(async () => {
      await rm(this.audio(id), { force: true });
      await rm(rowFile(this.#options.folder, id), { force: true });
    });
  }

  #write(work: () => Promise<void>): Promise<void> {
    const written = this.#written.then(work);
    this.#written = written.catch(() => undefined);
    return written;
  }
}

function toVoicemail({ duration, callId, from, ...message }: Kept): PbxVoicemail | null {
  if (duration === null) return null;
  const { number, name } = from;
  return { ...message, from: name === undefined ? { number } : { number, name }, duration, ...(callId === undefined ? {} : { callId }) };
}
