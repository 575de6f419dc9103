import { MailboxRules } from '@klapka/protocol';
import type { PbxCapabilities } from '../../ports/pbx.ts';
import type { PbxExtension, PbxMailbox, PbxPlan, PbxQueue, PbxRingGroup } from '../../ports/pbx-plan.ts';
import type { ExtensionRecord, QueueMemberRecord } from '../../ports/storage-directory.ts';
import type { Repositories } from '../../ports/storage.ts';
import { keysOf } from '../permissions/rights.ts';
import { outboundRightsOf } from './outbound-rights.ts';
import { reachOfAll } from './reaching.ts';
import { telephonyOf } from './telephony.ts';

/** Everything the PBX shall know, from what is stored. What it cannot is left out. */
export async function readPlan(read: Repositories, can: PbxCapabilities, now: number): Promise<PbxPlan> {
  const [{ language, featureCodes, outsideCallsPerMinute }, records] = await Promise.all([telephonyOf(read), read.directory.list()]);
  const people = await readPeople(read, records);
  const outside = can.outside === 'none' ? nothingOutside : await readOutside(read, people);
  return {
    language, featureCodes, outsideCallsPerMinute,
    extensions: await readExtensions(read, people, can, outside.rightsOf),
    mailboxes: can.voicemail === 'none' ? [] : await readMailboxes(read, records),
    queues: can.queues === 'none' ? [] : await readQueues(read, records, now),
    ringGroups: can.ringGroups === 'none' ? [] : await readRingGroups(read, records),
    menus: can.menus === 'none' ? [] : (await read.routes.list('menu')).map(withoutId),
    ...outside.plan,
  };
}

/** How it is with an agent who paused until some time: it may have come while nobody looked. */
export function isPaused({ pause }: Pick<QueueMemberRecord, 'pause'>, now: number): boolean {
  return pause !== null && (pause.until === null || pause.until > now);
}

interface Person {
  record: ExtensionRecord;
  groupIds: string[];
  /** Groups whose ringing calls they may pick up. */
  picksUp: string[];
}

async function readPeople(read: Repositories, records: readonly ExtensionRecord[]): Promise<Person[]> {
  const [groups, members] = await Promise.all([read.groups.list(), read.groups.members()]);
  const byId = new Map(groups.map((group) => [group.id, group]));
  const membershipsOf = Map.groupBy(members, ({ extensionId }) => extensionId);
  return records.map((record) => {
    const memberships = membershipsOf.get(record.id) ?? [];
    const picksUp = memberships.filter((member) => {
      const group = byId.get(member.groupId);
      return group !== undefined && keysOf(group, member).includes('call.pickup');
    });
    return { record, groupIds: memberships.map(({ groupId }) => groupId), picksUp: picksUp.map(({ groupId }) => groupId) };
  });
}

async function readExtensions(read: Repositories, people: readonly Person[], can: PbxCapabilities, rightsOf: ReadonlyMap<string, string>): Promise<PbxExtension[]> {
  const reach = can.reach === 'none' ? null : reachOfAll(people.map(({ record }) => record), await read.reach.list());
  const deskPasswords = await read.directory.deskPasswords();
  return people.map(({ record: { id, number, firstName, lastName, callerId, recordingRight }, groupIds, picksUp }) => {
    const [own, outboundRights, deskPassword] = [reach?.get(id), rightsOf.get(id), deskPasswords.get(id)];
    return {
      number, name: `${firstName} ${lastName}`.trim(), recording: recordingRight, groups: groupIds, picksUp,
      ...(own === undefined ? {} : { reach: own }),
      ...(callerId === null ? {} : { callerId }),
      ...(outboundRights === undefined ? {} : { outboundRights }),
      ...(deskPassword === undefined ? {} : { deskPassword }),
    };
  });
}

/** Everybody has a mailbox; some have set it. */
async function readMailboxes(read: Repositories, records: readonly ExtensionRecord[]): Promise<PbxMailbox[]> {
  const set = await read.mailboxes.list();
  const own = new Map(set.map((mailbox) => [mailbox.extensionId, mailbox.rules]));
  const numbers = numbersById(records);
  return [
    ...records.map(({ id, number, firstName, lastName }) => ({ ...(own.get(id) ?? MailboxRules.parse({})), number, name: `${firstName} ${lastName}`.trim(), listeners: [number] })),
    ...set.flatMap(({ group, rules }) => (group === null ? [] : [{ ...rules, number: group.number, name: group.name, listeners: known(group.memberExtensionIds, numbers) }])),
  ];
}

async function readQueues(read: Repositories, records: readonly ExtensionRecord[], now: number): Promise<PbxQueue[]> {
  const [queues, members] = await Promise.all([read.queues.list(), read.queues.members()]);
  const numberOf = new Map(records.map(({ accountId, number }) => [accountId, number]));
  const membersOf = Map.groupBy(members, ({ queueId }) => queueId);
  return queues.flatMap(({ id, number, name, takesCalls, rules }) => {
    if (!takesCalls || number === null) return [];
    const agents = (membersOf.get(id) ?? []).flatMap((member) => {
      const extensionNumber = numberOf.get(member.accountId);
      return extensionNumber === undefined ? [] : [{ extensionNumber, loggedIn: member.loggedIn, paused: isPaused(member, now) }];
    });
    return [{ ...rules, number, name, agents }];
  });
}

async function readRingGroups(read: Repositories, records: readonly ExtensionRecord[]): Promise<PbxRingGroup[]> {
  const numbers = numbersById(records);
  return (await read.routes.list('ring-group')).map(({ id: _id, memberExtensionIds, ...group }) => ({ ...group, members: known(memberExtensionIds, numbers) }));
}

interface Outside {
  plan: Pick<PbxPlan, 'hours' | 'trunks' | 'inboundRoutes' | 'outboundRoutes' | 'outboundRights'>;
  rightsOf: ReadonlyMap<string, string>;
}
const nothingOutside: Outside = { plan: { hours: [], trunks: [], inboundRoutes: [], outboundRoutes: [], outboundRights: [] }, rightsOf: new Map() };

async function readOutside({ routes }: Repositories, people: readonly Person[]): Promise<Outside> {
  const [hours, trunks, inbound, outbound, rights] = await Promise.all([
    routes.list('hours'), routes.list('trunk'), routes.list('inbound-route'), routes.list('outbound-route'), routes.list('outbound-right'),
  ]);
  const { lists, of } = outboundRightsOf(people.map(({ record, groupIds }) => ({ id: record.id, groupIds })), rights);
  return { plan: { hours, trunks, inboundRoutes: inbound.map(withoutId), outboundRoutes: outbound.map(withoutId), outboundRights: lists }, rightsOf: of };
}

function withoutId<Item extends { id: string }>({ id: _id, ...item }: Item): Omit<Item, 'id'> {
  return item;
}

const numbersById = (records: readonly ExtensionRecord[]): ReadonlyMap<string, string> => new Map(records.map(({ id, number }) => [id, number]));
const known = (ids: readonly string[], numbers: ReadonlyMap<string, string>): string[] => ids.flatMap((id) => numbers.get(id) ?? []);

/** Names of the sounds a plan names. */
export function soundsOf({ menus, mailboxes }: PbxPlan): string[] {
  return [...menus.map(({ announcement }) => announcement), ...mailboxes.map(({ greeting }) => greeting)].filter((name) => name !== null);
}

/** A plan that plays the PBX's own words in place of sounds that are not there. */
export function withoutSounds(plan: PbxPlan, missing: readonly string[]): PbxPlan {
  if (missing.length === 0) return plan;
  const there = (name: string | null): string | null => (name !== null && missing.includes(name) ? null : name);
  return {
    ...plan,
    menus: plan.menus.map((menu) => ({ ...menu, announcement: there(menu.announcement) })),
    mailboxes: plan.mailboxes.map((mailbox) => ({ ...mailbox, greeting: there(mailbox.greeting) })),
  };
}
