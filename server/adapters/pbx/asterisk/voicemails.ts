import type { MailboxActions, PbxVoicemail } from '../../../ports/mailbox-actions.ts';
import { PbxError } from '../../../ports/pbx.ts';
import type { PbxEvent } from '../../../ports/pbx.ts';
import type { PbxPlan } from '../../../ports/pbx-plan.ts';
import type { AmiClient } from './ami/client.ts';
import { AmiError } from './ami/errors.ts';
import type { AmiMessage } from './ami/message.ts';
import type { Ari } from './ari.ts';
import { unavailable } from './refusals.ts';

export interface VoicemailsOptions {
  ami: AmiClient;
  ari: Ari;
  nameOf(number: string): string | undefined;
  tell(event: PbxEvent): void;
  failed(error: unknown): void;
}

/** Of Asterisk's database, and of its folder of recordings. */
const family = 'klapka-voicemail';
const mailboxNumber = /^[0-9a-zA-Z]{1,32}$/;
/** When it was begun, in milliseconds, and what makes it the only one. */
const messageId = /^[0-9]{13}[0-9a-f]{8}$/;

/** What the database knows of a message: as `config/places.conf` writes it. */
interface Entry {
  heard: boolean;
  rest: string;
}

/** Messages that callers leave: their sound is Asterisk's recording, and what is known of them stands in its database. So none is lost while the gateway is away. */
export class Voicemails implements MailboxActions {
  readonly #options: VoicemailsOptions;
  #mailboxes: ReadonlySet<string> = new Set();

  constructor(options: VoicemailsOptions) {
    this.#options = options;
  }

  /** Which mailboxes there are. */
  provision({ mailboxes }: PbxPlan): void {
    this.#mailboxes = new Set(mailboxes.map(({ number }) => number));
  }

  /** A message was left, or something was done with one from a phone. */
  apply(event: AmiMessage): void {
    const [mailbox, id] = [event.get('Mailbox'), event.get('Message')];
    const done = mailbox === '' ? this.#options.ari.deleteSound(`${family}/${id}`) : this.#look(mailbox, id);
    done.catch((error: unknown) => this.#options.failed(error));
  }

  async list(mailbox: string): Promise<PbxVoicemail[]> {
    if (!mailboxNumber.test(mailbox)) throw unknown();
    const entries = await this.#options.ami.list('DBGetTree', { Family: family, Key: mailbox }).catch(noEntry([])).catch(unavailable);
    const found = entries.flatMap((item) => {
      const [, , of, id = ''] = item.get('Key').split('/');
      return of === mailbox && messageId.test(id) ? [this.#message(mailbox, id, entryOf(item.get('Val')))] : [];
    });
    return found.toSorted((a, b) => a.at - b.at);
  }

  async audio(mailbox: string, id: string): Promise<AsyncIterable<Uint8Array>> {
    await this.#entry(mailbox, id);
    const sound = await this.#options.ari.sound(`${family}/${id}`).catch(unavailable);
    if (!sound) throw unknown();
    return sound.body;
  }

  async setHeard(mailbox: string, id: string, heard: boolean): Promise<void> {
    const entry = await this.#entry(mailbox, id);
    if (entry.heard === heard) return;
    await this.#write(mailbox, id, { ...entry, heard });
    this.#options.tell({ type: 'voicemail', voicemail: this.#message(mailbox, id, { ...entry, heard }) });
  }

  async move(mailbox: string, id: string, toMailbox: string): Promise<void> {
    const entry = await this.#entry(mailbox, id);
    if (!this.#mailboxes.has(toMailbox) || !mailboxNumber.test(toMailbox)) throw unknown();
    if (toMailbox === mailbox) return;
    // There before it is gone here.
    await this.#write(toMailbox, id, entry);
    await this.#forget(mailbox, id);
    this.#options.tell({ type: 'voicemail-removed', mailbox, id });
    this.#options.tell({ type: 'voicemail', voicemail: this.#message(toMailbox, id, entry) });
  }

  async remove(mailbox: string, id: string): Promise<void> {
    await this.#entry(mailbox, id);
    await this.#forget(mailbox, id);
    await this.#options.ari.deleteSound(`${family}/${id}`).catch(unavailable);
    this.#options.tell({ type: 'voicemail-removed', mailbox, id });
  }

  async #look(mailbox: string, id: string): Promise<void> {
    const entry = await this.#find(mailbox, id);
    if (entry) return this.#options.tell({ type: 'voicemail', voicemail: this.#message(mailbox, id, entry) });
    await this.#options.ari.deleteSound(`${family}/${id}`);
    this.#options.tell({ type: 'voicemail-removed', mailbox, id });
  }

  async #entry(mailbox: string, id: string): Promise<Entry> {
    if (!mailboxNumber.test(mailbox) || !messageId.test(id)) throw unknown();
    const entry = await this.#find(mailbox, id).catch(unavailable);
    if (!entry) throw unknown();
    return entry;
  }

  async #find(mailbox: string, id: string): Promise<Entry | null> {
    const [item] = await this.#options.ami.list('DBGet', { Family: family, Key: `${mailbox}/${id}` }).catch(noEntry([]));
    return item ? entryOf(item.get('Val')) : null;
  }

  async #write(mailbox: string, id: string, { heard, rest }: Entry): Promise<void> {
    await this.#options.ami.action('DBPut', { Family: family, Key: `${mailbox}/${id}`, Val: `${heard ? 'old' : 'new'},${rest}` }).catch(unavailable);
  }

  async #forget(mailbox: string, id: string): Promise<void> {
    await this.#options.ami.action('DBDel', { Family: family, Key: `${mailbox}/${id}` }).catch(noEntry(undefined)).catch(unavailable);
  }

  #message(mailbox: string, id: string, { heard, rest }: Entry): PbxVoicemail {
    const [duration = '', callId = '', number = '', encoded = ''] = rest.split(',');
    const name = this.#options.nameOf(number) ?? Buffer.from(encoded, 'base64').toString('utf8').trim();
    return {
      id, mailbox, heard,
      from: name === '' || name === number ? { number } : { number, name },
      at: Number(id.slice(0, 13)),
      duration: Number(duration) || 0,
      ...(callId === '' ? {} : { callId }),
    };
  }
}

function entryOf(value: string): Entry {
  const comma = value.indexOf(',');
  return { heard: value.slice(0, comma) === 'old', rest: value.slice(comma + 1) };
}

/** The database answers with a refusal where there is nothing of that name. */
function noEntry<T>(meaning: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof AmiError && error.code === 'REFUSED') return meaning;
    throw error;
  };
}

const unknown = (): PbxError => new PbxError('NOT_FOUND', 'There is no such message');
