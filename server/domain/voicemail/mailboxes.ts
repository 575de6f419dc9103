import type { z } from 'zod';
import { MailboxRules } from '@klapka/protocol';
import type { GroupMailbox, SpokenLanguage } from '@klapka/protocol';
import type { Clock } from '../../ports/clock.ts';
import type { StoragePort } from '../../ports/storage.ts';
import type { MailboxRecord } from '../../ports/storage-voicemail.ts';
import { checkDestinations } from '../directory/destinations.ts';
import { giveNumber } from '../directory/numbers.ts';
import type { PbxNumbers } from '../directory/numbers.ts';
import { telephonyOf } from '../directory/telephony.ts';
import { DomainError } from '../errors.ts';
import type { EventHub } from '../events.ts';
import { newId } from '../ids.ts';
import type { Actor } from '../permissions/authorise.ts';
import { KeyedBuckets } from '../rate-limit.ts';
import type { Sounds } from '../sounds/sounds.ts';

/** Of one greeting: two minutes at 8 kHz and 16 bits. */
export const greetingBytes = 2 * 1024 * 1024;
/** Greetings somebody may give at once, and then one in five minutes: each is kept. */
const greetings = { burst: 10, perSecond: 1 / 300 };

export interface Mailbox {
  number: string;
  name: string;
  rules: MailboxRules;
  /** Ids of extensions that listen to it. */
  listeners: ReadonlySet<string>;
}

export interface MailboxesDeps {
  storage: StoragePort;
  events: EventHub;
  clock: Clock;
  sounds: Pick<Sounds, 'keep'>;
  /** Nobody else may have these numbers. */
  numbers: PbxNumbers;
}

type GroupView = GroupMailbox & { id: string };

/** Every extension has a mailbox, and groups may. */
export class Mailboxes {
  readonly #deps: MailboxesDeps;
  #byNumber: ReadonlyMap<string, Mailbox> = new Map();
  readonly #greetings = new KeyedBuckets(greetings.burst, greetings.perSecond);
  #language: SpokenLanguage = 'en';

  constructor(deps: MailboxesDeps) {
    this.#deps = deps;
  }

  async reload(): Promise<void> {
    const { read } = this.#deps.storage;
    const [extensions, records, { language }] = await Promise.all([read.directory.list(), read.mailboxes.list(), telephonyOf(read)]);
    this.#language = language;
    const ofExtension = new Map(records.map((record) => [record.extensionId, record.rules]));
    const own = extensions.map(({ id, number, firstName, lastName }): Mailbox => ({
      number, name: `${firstName} ${lastName}`.trim(), rules: ofExtension.get(id) ?? MailboxRules.parse({}), listeners: new Set([id]),
    }));
    const groups = records.flatMap(({ group, rules }): Mailbox[] => (group ? [{ number: group.number, name: group.name, rules, listeners: new Set(group.memberExtensionIds) }] : []));
    this.#byNumber = new Map([...groups, ...own].map((mailbox) => [mailbox.number, mailbox]));
  }

  all(): Iterable<Mailbox> {
    return this.#byNumber.values();
  }

  get(number: string): Mailbox | null {
    return this.#byNumber.get(number) ?? null;
  }

  /** What is spoken to whoever leaves a message there, and so in it as a rule. */
  languageOf(number: string): SpokenLanguage {
    return this.get(number)?.rules.language ?? this.#language;
  }

  /** Numbers of those somebody may listen to. */
  heardBy({ extensionId }: Actor): string[] {
    return extensionId === null ? [] : [...this.#byNumber.values()].filter(({ listeners }) => listeners.has(extensionId)).map(({ number }) => number);
  }

  async own(actor: Actor): Promise<MailboxRules> {
    const record = await this.#deps.storage.read.mailboxes.ofExtension(extensionOf(actor));
    return record?.rules ?? MailboxRules.parse({});
  }

  setOwn(actor: Actor, rules: MailboxRules): Promise<void> {
    return this.#changeOwn(actor, () => rules);
  }

  /** Callers hear it from now on. Answers its name. Throws TYPE_NOT_ALLOWED where it is no sound a PBX plays. */
  async greet(actor: Actor, wav: Buffer): Promise<string> {
    const { clock, sounds } = this.#deps;
    if (!this.#greetings.take(extensionOf(actor), clock.now())) throw new DomainError('TOO_MANY_REQUESTS', 'Too many greetings', { retryAfter: 1 / greetings.perSecond });
    const greeting = await sounds.keep(wav);
    await this.#changeOwn(actor, (rules) => ({ ...rules, greeting }));
    return greeting;
  }

  async #changeOwn(actor: Actor, change: (rules: MailboxRules) => MailboxRules): Promise<void> {
    const extensionId = extensionOf(actor);
    await this.#deps.storage.write(async (tx) => {
      const before = await tx.mailboxes.ofExtension(extensionId);
      await tx.mailboxes.put({ id: before?.id ?? newId(), extensionId, group: null, rules: change(before?.rules ?? MailboxRules.parse({})) });
    });
    await this.#changed();
  }

  async groups(): Promise<GroupView[]> {
    return (await this.#deps.storage.read.mailboxes.list()).flatMap((record) => viewOf(record) ?? []);
  }

  async putGroup(id: string | null, input: z.output<typeof GroupMailbox>): Promise<GroupView> {
    const { name, number, memberExtensionIds, ...rules } = input;
    const record: MailboxRecord = { id: id ?? newId(), extensionId: null, group: { name, number, memberExtensionIds }, rules };
    await this.#deps.storage.write(async (tx) => {
      if (id !== null && (await tx.mailboxes.get(id))?.group == null) throw new DomainError('NOT_FOUND', 'There is no such mailbox');
      await giveNumber(tx, { kind: 'mailbox', id: record.id }, number, this.#deps.numbers);
      await tx.mailboxes.put(record);
      await checkDestinations(tx, record.id, this.#deps.numbers);
    });
    await this.#changed();
    return { id: record.id, ...input };
  }

  async removeGroup(id: string): Promise<void> {
    await this.#deps.storage.write(async (tx) => {
      if ((await tx.mailboxes.get(id))?.group == null) throw new DomainError('NOT_FOUND', 'There is no such mailbox');
      await tx.mailboxes.remove(id);
      await tx.numbers.free(id);
      await checkDestinations(tx, id, this.#deps.numbers);
    });
    await this.#changed();
  }

  async #changed(): Promise<void> {
    await this.reload();
    this.#deps.events.publish('directory:changed', {});
    this.#deps.events.publish('permissions:changed', { accountIds: null });
  }
}

function viewOf({ id, group, rules }: MailboxRecord): GroupView | null {
  return group ? { id, ...group, ...rules } : null;
}

function extensionOf({ extensionId }: Actor): string {
  if (extensionId === null) throw new DomainError('FORBIDDEN', 'No extension');
  return extensionId;
}
