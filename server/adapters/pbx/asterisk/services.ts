import type { Call } from '@klapka/protocol';
import type { Clock } from '../../../ports/clock.ts';
import type { MailboxActions } from '../../../ports/mailbox-actions.ts';
import { noMailboxActions } from '../../../ports/mailbox-actions.ts';
import type { PbxEvent, PbxRequest, PbxSnapshot } from '../../../ports/pbx.ts';
import type { PbxPlan } from '../../../ports/pbx-plan.ts';
import { noQueueActions } from '../../../ports/queue-actions.ts';
import type { QueueActions } from '../../../ports/queue-actions.ts';
import type { AmiClient } from './ami/client.ts';
import type { AmiMessage } from './ami/message.ts';
import type { Ari } from './ari.ts';
import { PlanFiles } from './plan/files.ts';
import { Queues } from './queues.ts';
import { endpointOf } from './translate.ts';
import { Trunks } from './trunks.ts';
import { Voicemails } from './voicemails.ts';

export interface ServicesOptions {
  ami: AmiClient;
  ari: Ari;
  clock: Clock;
  life: AbortSignal;
  /** Null: queues, mailboxes and outside lines are somebody else's, and only read. */
  folder: string | null;
  /** Seconds of silence after which a message is over. */
  silence: number;
  nameOf(number: string): string | undefined;
  callOf(uniqueId: string): string | undefined;
  isComing(callId: string): boolean;
  tell(event: PbxEvent): void;
  failed(error: unknown): void;
}

/** What Asterisk does by itself as the plan says: queues, mailboxes, outside lines, codes. Calls are told of elsewhere. */
export class Services {
  readonly queues: QueueActions;
  readonly mailboxes: MailboxActions;
  readonly #options: ServicesOptions;
  readonly #files: PlanFiles | null;
  readonly #queues: Queues;
  readonly #voicemails: Voicemails;
  readonly #trunks: Trunks;
  #names = new Map<string, string>();

  constructor(options: ServicesOptions) {
    this.#options = options;
    const { folder } = options;
    this.#files = folder === null ? null : new PlanFiles({ ...options, folder });
    this.#queues = new Queues(options);
    this.#voicemails = new Voicemails(options);
    this.#trunks = new Trunks(options);
    this.queues = this.#files ? this.#queues : noQueueActions;
    this.mailboxes = this.#files ? this.#voicemails : noMailboxActions;
  }

  snapshot(): Pick<PbxSnapshot, 'agents' | 'waiting' | 'trunks'> {
    return { ...this.#queues.snapshot(), trunks: this.#trunks.snapshot() };
  }

  /** A channel is to stand where another one waits in a queue. */
  succeed(former: string, next: string): Promise<Record<string, string>> {
    return this.#queues.succeed(former, next);
  }

  /** Asterisk was started anew. */
  forget(): void {
    this.#files?.forget();
  }

  /** Of a queue, ring group, menu or mailbox. */
  nameOfPlace(number: string): string | undefined {
    return this.#names.get(number);
  }

  async apply(plan: PbxPlan): Promise<void> {
    this.#names = new Map([...plan.mailboxes, ...plan.menus, ...plan.ringGroups, ...plan.queues].map(({ number, name }) => [number, name]));
    if (!this.#files) return this.#queues.load();
    this.#voicemails.provision(plan);
    await this.#files.apply(plan);
    await this.#queues.provision(plan);
    await this.#trunks.provision(plan);
  }

  async putSound(name: string, wav: Uint8Array): Promise<void> {
    await this.#files?.putSound(name, wav);
  }

  callChanged(call: Call): void {
    this.#queues.callChanged(call);
  }

  /** Whether the event was about nothing else. */
  heard(event: AmiMessage): boolean {
    if (this.#trunks.apply(event)) return true;
    if (event.event.startsWith('Queue') || event.event.startsWith('Agent')) {
      this.#queues.apply(event);
      return true;
    }
    switch (event.event === 'UserEvent' ? event.get('UserEvent') : '') {
      case 'KlapkaVoicemail': this.#voicemails.apply(event); return true;
      case 'KlapkaAsked': this.#asked(event); return true;
      default: return false;
    }
  }

  #asked(event: AmiMessage): void {
    const extensionNumber = endpointOf(event.get('Channel'));
    const request = requestOf(event);
    if (extensionNumber !== null && request && this.#options.nameOf(extensionNumber) !== undefined) this.#options.tell({ type: 'asked', extensionNumber, request });
  }
}

function requestOf(event: AmiMessage): PbxRequest | null {
  const on = event.get('On') === '1';
  switch (event.get('Kind')) {
    case 'do-not-disturb': return { kind: 'do-not-disturb', on };
    case 'forward': return { kind: 'forward', to: event.get('To') || null };
    case 'queue': return { kind: 'queue', queueNumber: event.get('Queue'), loggedIn: on };
    default: return null;
  }
}
