import type { MailboxActions, PbxVoicemail } from '../../../../ports/mailbox-actions.ts';
import { PbxError } from '../../../../ports/pbx-error.ts';
import type { PbxMailbox, PbxPlan } from '../../../../ports/pbx-plan.ts';
import type { App } from '../b2bua/visit.ts';
import type { Folders } from '../folders.ts';
import { deposit } from './deposit.ts';
import type { MailboxContext } from './deposit.ts';
import { listening } from './listening.ts';
import { Messages } from './messages.ts';
import type { MessagesOptions } from './messages.ts';
import { PinGuard } from './pin-guard.ts';

type Done<T> = T extends Promise<infer R> ? R | Promise<R> : never;
/** The same actions within the SIP thread. Audio is a file, which the gateway's thread reads itself. */
export type MailboxSwitchboard = { [K in Exclude<keyof MailboxActions, 'audio'>]: (...args: Parameters<MailboxActions[K]>) => Done<ReturnType<MailboxActions[K]>> };

export interface VoicemailOptions extends Pick<MessagesOptions, 'tell' | 'log'> {
  folders: Folders;
  /** ms of silence after which a message is over. */
  silence: number;
  now(): number;
}

/** All mailboxes: what is left in them, who listens to it. */
export class Voicemail implements MailboxSwitchboard {
  readonly messages: Messages;
  readonly #options: VoicemailOptions;
  readonly #guards = new Map<string, PinGuard>();
  #mailboxes = new Map<string, PbxMailbox>();
  #plan: Pick<PbxPlan, 'language'> = { language: 'en' };

  constructor(options: VoicemailOptions) {
    this.#options = options;
    this.messages = new Messages({ folder: options.folders.mailboxes, tell: options.tell, log: options.log });
  }

  provision(plan: PbxPlan): void {
    this.#plan = plan;
    this.#mailboxes = new Map(plan.mailboxes.filter(({ enabled }) => enabled).map((mailbox) => [mailbox.number, mailbox]));
  }

  /** Of this number; null where there is none, or none that takes messages. */
  mailbox(number: string): PbxMailbox | null {
    return this.#mailboxes.get(number) ?? null;
  }

  leave(mailbox: PbxMailbox): App {
    return deposit(this.#context(mailbox));
  }

  /** For the phone of an extension. */
  listen(mailbox: PbxMailbox, extensionNumber: string): App {
    const own = mailbox.number === extensionNumber || mailbox.listeners.includes(extensionNumber);
    const guard = this.#guards.get(mailbox.number) ?? new PinGuard(this.#options.now);
    this.#guards.set(mailbox.number, guard);
    return listening({ ...this.#context(mailbox), guard: own ? null : guard });
  }

  #context(mailbox: PbxMailbox): MailboxContext {
    const { folders, silence } = this.#options;
    return { messages: this.messages, mailbox, language: mailbox.language ?? this.#plan.language, soundsFolder: folders.sounds, silence };
  }

  /* What is done with messages from outside. */

  list(mailbox: string): PbxVoicemail[] {
    return this.messages.of(mailbox);
  }

  setHeard(mailbox: string, id: string, heard: boolean): Promise<void> {
    return this.messages.setHeard(mailbox, id, heard);
  }

  async move(mailbox: string, id: string, toMailbox: string): Promise<void> {
    if (!this.#mailboxes.has(toMailbox)) throw new PbxError('NOT_FOUND', 'There is no such mailbox');
    await this.messages.move(mailbox, id, toMailbox);
  }

  remove(mailbox: string, id: string): Promise<void> {
    return this.messages.remove(mailbox, id);
  }
}
