import type { Party, Voicemail } from '@klapka/protocol';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { PbxEvent, PbxPort } from '../../ports/pbx.ts';
import type { StoragePort } from '../../ports/storage.ts';
import type { VoicemailCount } from '../../ports/storage-voicemail.ts';
import type { TranscriberPort } from '../../ports/transcriber.ts';
import type { Mailboxes } from './mailboxes.ts';
import { Transcripts } from './transcripts.ts';
import { Voicemails } from './voicemails.ts';

export interface VoicemailDeps {
  storage: StoragePort;
  pbx: PbxPort;
  clock: Clock;
  logger: Logger;
  mailboxes: Mailboxes;
  /** Null: nothing is written down. */
  transcriber: TranscriberPort | null;
  party(party: Party): Party;
  changed(voicemail: Voicemail): void;
  removed(id: string): void;
  counted(count: VoicemailCount & { enabled: boolean }): void;
}

/** Messages and their transcripts, kept up with what the PBX tells. */
export class VoicemailService {
  readonly voicemails: Voicemails;
  readonly #transcripts: Transcripts | null;
  readonly #deps: VoicemailDeps;
  /** What the PBX tells is noted in its order. */
  #noting: Promise<void> = Promise.resolve();

  constructor(deps: VoicemailDeps) {
    const { storage, pbx, clock, logger, mailboxes, transcriber } = deps;
    this.#deps = deps;
    this.voicemails = new Voicemails({
      storage, pbx, clock, mailboxes, transcribes: transcriber !== null, party: deps.party,
      listener: { changed: deps.changed, removed: deps.removed, counted: (count) => this.#counted(count) },
      arrived: () => this.#transcripts?.wake(),
    });
    this.#transcripts = transcriber && new Transcripts({
      storage, pbx, clock, logger, transcriber, languageOf: (mailbox) => mailboxes.languageOf(mailbox), changed: (id) => this.voicemails.tell(id),
    });
  }

  /** Reads what is there. Again, where something may have been missed. */
  read(): Promise<void> {
    return this.#afterwards(() => this.voicemails.reconcile());
  }

  start(): void {
    this.#transcripts?.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#transcripts?.stop(), this.#noting]);
  }

  tell(event: PbxEvent): void {
    if (event.type === 'voicemail') void this.#afterwards(() => this.voicemails.note(event.voicemail));
    else if (event.type === 'voicemail-removed') void this.#afterwards(() => this.voicemails.forget(event.mailbox, event.id));
  }

  /** Mailboxes were added, or work in another way now. */
  async mailboxesChanged(): Promise<void> {
    await this.#deps.mailboxes.reload();
    const counts = new Map((await this.#deps.storage.read.voicemails.counts()).map((count) => [count.mailbox, count]));
    for (const { number: mailbox } of this.#deps.mailboxes.all()) this.#counted(counts.get(mailbox) ?? { mailbox, total: 0, unread: 0 });
  }

  #counted(count: VoicemailCount): void {
    const { pbx, mailboxes, counted } = this.#deps;
    counted({ ...count, enabled: pbx.capabilities.voicemail !== 'none' && mailboxes.get(count.mailbox)?.rules.enabled === true });
  }

  #afterwards(task: () => Promise<void>): Promise<void> {
    this.#noting = this.#noting.then(task).catch((error: unknown) => this.#deps.logger.error({ err: error }, 'a message could not be noted'));
    return this.#noting;
  }
}
