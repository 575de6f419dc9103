import { Readable } from 'node:stream';
import type { MailboxActions, PbxVoicemail } from '../../server/ports/mailbox-actions.ts';
import type { PbxEvent } from '../../server/ports/pbx.ts';
import { PbxError } from '../../server/ports/pbx-error.ts';

/** Mailboxes in memory that a test fills. As strict as a real PBX about what is not there. */
export class FakeMailboxes implements MailboxActions {
  readonly #messages = new Map<string, { voicemail: PbxVoicemail; wav: Uint8Array }>();
  readonly #tell: (event: PbxEvent) => void;

  constructor(tell: (event: PbxEvent) => void) {
    this.#tell = tell;
  }

  /** Somebody has left a message. `quietly`: while nobody listened. */
  leave(voicemail: PbxVoicemail, wav: Uint8Array = Buffer.from(`RIFF of ${voicemail.id}`), quietly = false): void {
    this.#messages.set(voicemail.id, { voicemail, wav });
    if (!quietly) this.#tell({ type: 'voicemail', voicemail });
  }

  /** Gone from the PBX while nobody listened. */
  lose(id: string): void {
    this.#messages.delete(id);
  }

  list(mailbox: string): Promise<PbxVoicemail[]> {
    return Promise.resolve([...this.#messages.values()].map(({ voicemail }) => voicemail).filter((voicemail) => voicemail.mailbox === mailbox));
  }

  audio(mailbox: string, id: string): Promise<AsyncIterable<Uint8Array>> {
    return this.#with(mailbox, id, ({ wav }) => Readable.from([wav]));
  }

  setHeard(mailbox: string, id: string, heard: boolean): Promise<void> {
    return this.#with(mailbox, id, ({ voicemail, wav }) => this.leave({ ...voicemail, heard }, wav));
  }

  move(mailbox: string, id: string, toMailbox: string): Promise<void> {
    return this.#with(mailbox, id, ({ voicemail, wav }) => {
      this.#drop(mailbox, id);
      this.leave({ ...voicemail, mailbox: toMailbox, id: `${id}-moved`, heard: false }, wav);
    });
  }

  remove(mailbox: string, id: string): Promise<void> {
    return this.#with(mailbox, id, () => this.#drop(mailbox, id));
  }

  #drop(mailbox: string, id: string): void {
    this.#messages.delete(id);
    this.#tell({ type: 'voicemail-removed', mailbox, id });
  }

  #with<Result>(mailbox: string, id: string, act: (message: { voicemail: PbxVoicemail; wav: Uint8Array }) => Result): Promise<Result> {
    const message = this.#messages.get(id);
    if (message?.voicemail.mailbox !== mailbox) return Promise.reject(new PbxError('NOT_FOUND', 'No such message'));
    return Promise.resolve(act(message));
  }
}
