import type { Party, Voicemail } from '@klapka/protocol';
import type { Clock } from '../../ports/clock.ts';
import type { PbxVoicemail } from '../../ports/mailbox-actions.ts';
import type { PbxPort } from '../../ports/pbx.ts';
import type { StoragePort } from '../../ports/storage.ts';
import type { VoicemailCount, VoicemailRecord } from '../../ports/storage-voicemail.ts';
import { DomainError } from '../errors.ts';
import type { Actor } from '../permissions/authorise.ts';
import type { Mailboxes } from './mailboxes.ts';

export interface VoicemailListener {
  changed(voicemail: Voicemail): void;
  removed(id: string): void;
  /** How many messages a mailbox has now. */
  counted(count: VoicemailCount): void;
}

export interface VoicemailsDeps {
  storage: StoragePort;
  pbx: PbxPort;
  clock: Clock;
  mailboxes: Mailboxes;
  /** Whether messages are written down here. */
  transcribes: boolean;
  /** What is known of a number. */
  party(party: Party): Party;
  listener: VoicemailListener;
  /** A message waits to be written down. */
  arrived(): void;
}

/** Mailboxes the PBX is asked for at once. */
const atOnce = 8;
const pageSize = 50;

/** Messages in mailboxes, as the PBX tells of them, with what was written down. The audio stays with the PBX. */
export class Voicemails {
  readonly #deps: VoicemailsDeps;

  constructor(deps: VoicemailsDeps) {
    this.#deps = deps;
  }

  /** Reads every mailbox: messages may have come and gone that nobody told us of. */
  async reconcile(): Promise<void> {
    const { storage, mailboxes, listener, pbx } = this.#deps;
    if (pbx.capabilities.voicemail !== 'none') {
      const waiting = [...mailboxes.all()].map(({ number }) => number);
      const worker = async (): Promise<void> => {
        for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) await this.#read(number);
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
    }
    for (const count of await storage.read.voicemails.counts()) listener.counted(count);
  }

  async #read(mailbox: string): Promise<void> {
    const { pbx, storage } = this.#deps;
    const there = await pbx.mailboxes.list(mailbox);
    const ids = new Set(there.map(({ id }) => id));
    for (const id of await storage.read.voicemails.ids(mailbox)) if (!ids.has(id)) await this.forget(mailbox, id);
    for (const voicemail of there) await this.note(voicemail);
  }

  /** The PBX tells of one. */
  async note(told: PbxVoicemail): Promise<void> {
    const { storage, clock, transcribes, listener, arrived } = this.#deps;
    const { number, name } = told.from;
    const before = await storage.read.voicemails.get(told.id);
    const fresh = await storage.write((tx) => tx.voicemails.put({
      id: told.id, mailbox: told.mailbox, fromNumber: number, fromName: name ?? null, at: told.at, duration: told.duration, heard: told.heard, callId: told.callId ?? null,
      transcriptState: transcribes ? 'pending' : 'none', transcript: null, attempts: 0, nextAt: clock.now(),
    }));
    await this.tell(told.id);
    if (before && before.mailbox !== told.mailbox) await this.#count(before.mailbox);
    listener.counted(await storage.read.voicemails.count(told.mailbox));
    if (fresh && transcribes) arrived();
  }

  /** It is gone. */
  async forget(mailbox: string, id: string): Promise<void> {
    const { storage, listener } = this.#deps;
    const known = await storage.read.voicemails.get(id);
    // One that was moved under the same id lives on in its new mailbox.
    if (known?.mailbox === mailbox) {
      await storage.write((tx) => tx.voicemails.remove(id));
      listener.removed(id);
    }
    await this.#count(mailbox);
  }

  async #count(mailbox: string): Promise<void> {
    this.#deps.listener.counted(await this.#deps.storage.read.voicemails.count(mailbox));
  }

  /** Tells those who watch how it stands now. */
  async tell(id: string): Promise<void> {
    const record = await this.#deps.storage.read.voicemails.get(id);
    if (record) this.#deps.listener.changed(this.#row(record));
  }

  /** Of all mailboxes somebody may listen to, newest first: those left before a time. */
  async list(actor: Actor, before: number): Promise<{ voicemails: Voicemail[]; more: boolean }> {
    const { storage, mailboxes } = this.#deps;
    const found = await storage.read.voicemails.page(mailboxes.heardBy(actor), before, pageSize + 1);
    return { voicemails: found.slice(0, pageSize).map((record) => this.#row(record)), more: found.length > pageSize };
  }

  /** WAV. */
  async audio(actor: Actor, id: string): Promise<AsyncIterable<Uint8Array>> {
    const { mailbox } = await this.#own(actor, id);
    return this.#deps.pbx.mailboxes.audio(mailbox, id);
  }

  async setHeard(actor: Actor, id: string, heard: boolean): Promise<void> {
    const { mailbox } = await this.#own(actor, id);
    await this.#deps.pbx.mailboxes.setHeard(mailbox, id, heard);
  }

  async remove(actor: Actor, id: string): Promise<void> {
    const { mailbox } = await this.#own(actor, id);
    await this.#deps.pbx.mailboxes.remove(mailbox, id);
  }

  /** Into a colleague's or a group's mailbox; it leaves this one. */
  async forward(actor: Actor, id: string, to: string): Promise<void> {
    const { mailbox } = await this.#own(actor, id);
    if (to === mailbox) throw new DomainError('BAD_REQUEST', 'It is in this mailbox already');
    if (this.#deps.mailboxes.get(to)?.rules.enabled !== true) throw new DomainError('NOT_FOUND', 'There is no such mailbox');
    await this.#deps.pbx.mailboxes.move(mailbox, id, to);
  }

  /** One that is somebody else's is answered like one that is not there. */
  async #own(actor: Actor, id: string): Promise<VoicemailRecord> {
    const { storage, mailboxes } = this.#deps;
    const record = await storage.read.voicemails.get(id);
    if (!record || actor.extensionId === null || mailboxes.get(record.mailbox)?.listeners.has(actor.extensionId) !== true) throw new DomainError('NOT_FOUND', 'There is no such message');
    return record;
  }

  #row({ id, mailbox, fromNumber, fromName, at, duration, heard, callId, transcriptState, transcript }: VoicemailRecord): Voicemail {
    return {
      id, mailbox, at, duration, heard,
      from: this.#deps.party({ number: fromNumber, ...(fromName === null ? {} : { name: fromName }) }),
      ...(callId === null ? {} : { callId }),
      transcript: { state: transcriptState, ...(transcript === null ? {} : { text: transcript }) },
    };
  }
}
