import type { PermissionKey } from '@klapka/protocol';
import { DomainError } from '../errors.ts';
import type { Actor } from './actor.ts';

export type { Actor } from './actor.ts';

/** An extension as far as rights are concerned. */
export interface ExtensionSubject {
  extensionId: string;
  groupIds: readonly string[];
}

/** A call: the inside parties. */
export interface CallSubject {
  parties: readonly ExtensionSubject[];
  /** It waits in a queue: supervisors look after it. */
  queued?: boolean;
}

/** A conversation belongs to the queue of its channel; its assignee keeps it even after leaving the queue. */
export interface ConversationSubject {
  queueId: string;
  assigneeId: string | null;
}

/** Everything anybody can be allowed, with what it is about. */
export interface Actions {
  'gateway.administer': Record<string, never>;
  'extension.see': { extensionId: string };
  'presence.switch': ExtensionSubject;
  'call.see': CallSubject;
  'call.distribute': CallSubject;
  'call.pickup': CallSubject;
  'call.hangup': CallSubject;
  'call.monitor': CallSubject;
  'call.park': CallSubject;
  'call.ivrRoute': CallSubject;
  'hours.switch': Record<string, never>;
  'recording.switch': ExtensionSubject;
  'queue.see': { queueId: string };
  /** How an agent stands to queues, who waits first; null: no agent in particular. */
  'queue.manage': { extensionId: string | null };
  'conversation.see': ConversationSubject;
  'conversation.pick-up': ConversationSubject;
  /** Write into it, close it, mark it read. */
  'conversation.handle': ConversationSubject;
  'device.see': { accountId: string };
  'device.sign-out': { accountId: string };
}
export type Action = keyof Actions;

type Rule<Name extends Action> = (actor: Actor, subject: Actions[Name]) => boolean;

/** Keys that let an operator see other people's calls, because they are about handling them. */
const operatorKeys: readonly PermissionKey[] = ['call.distribute', 'call.pickup', 'call.hangup', 'call.monitor', 'call.park'];

const rules: { [Name in Action]: Rule<Name> } = {
  'gateway.administer': isAdministrator,
  'extension.see': (actor, { extensionId }) => sees(actor, extensionId),
  'presence.switch': (actor, subject) => isSelf(actor, subject) || holds(actor, 'presence.switch', subject),
  'call.see': (actor, { parties, queued }) =>
    (queued === true && isSupervisor(actor)) || parties.some((party) => isSelf(actor, party) || operatorKeys.some((key) => holds(actor, key, party))),
  'call.distribute': ownOrQueued('call.distribute'),
  'call.pickup': ownOrQueued('call.pickup'),
  'call.hangup': ownOrQueued('call.hangup'),
  'call.monitor': (actor, { parties }) => parties.some((party) => !isSelf(actor, party) && holds(actor, 'call.monitor', party)),
  'call.park': ownOr('call.park'),
  'call.ivrRoute': ownOr('call.ivrRoute'),
  // Business hours are the company's: whoever has the key in one group has it.
  'hours.switch': (actor) => actor.groups.some((group) => group.keys.includes('hours.switch')),
  'recording.switch': (actor, subject) => holds(actor, 'recording.switch', subject),
  'queue.see': (actor, { queueId }) => actor.queueIds.has(queueId) || isSupervisor(actor),
  'queue.manage': (actor, { extensionId }) => isSupervisor(actor) && (extensionId === null || sees(actor, extensionId)),
  'conversation.see': memberOrAssignee,
  'conversation.pick-up': (actor, { queueId }) => actor.queueIds.has(queueId),
  'conversation.handle': memberOrAssignee,
  'device.see': (actor, { accountId }) => accountId === actor.accountId || isAdministrator(actor),
  'device.sign-out': (actor, { accountId }) => accountId === actor.accountId || isAdministrator(actor),
};

/** Whether `actor` may do it. The only place that answers this question: commands, HTTP and every row sent ask here. */
export function allows<Name extends Action>(actor: Actor, action: Name, subject: Actions[Name]): boolean {
  return rules[action](actor, subject);
}

/** As `allows`, for an action that fails without the right. Throws `DomainError` FORBIDDEN. */
export function authorise<Name extends Action>(actor: Actor, action: Name, subject: Actions[Name]): void {
  if (!allows(actor, action, subject)) throw new DomainError('FORBIDDEN', `Not allowed: ${action}`);
}

/** Whether somebody may be shown calls they have no part in at all. */
export function seesOthersCalls(actor: Actor): boolean {
  return isSupervisor(actor) || actor.groups.some((group) => operatorKeys.some((key) => group.keys.includes(key)));
}

function isAdministrator(actor: Actor): boolean {
  return actor.roles.includes('administrator');
}

function isSupervisor(actor: Actor): boolean {
  return actor.roles.includes('supervisor');
}

function isSelf(actor: Actor, subject: ExtensionSubject): boolean {
  return actor.extensionId !== null && actor.extensionId === subject.extensionId;
}

function sees(actor: Actor, extensionId: string): boolean {
  return actor.visible === 'all' || actor.visible.has(extensionId) || actor.extensionId === extensionId;
}

/** A permission counts towards the members of the group it is held in, and only towards people one may see at all. */
function holds(actor: Actor, key: PermissionKey, subject: ExtensionSubject): boolean {
  return sees(actor, subject.extensionId)
    && actor.groups.some((group) => group.keys.includes(key) && subject.groupIds.includes(group.groupId));
}

function ownOr(key: PermissionKey): (actor: Actor, subject: CallSubject) => boolean {
  return (actor, { parties }) => parties.some((party) => isSelf(actor, party) || holds(actor, key, party));
}

function ownOrQueued(key: PermissionKey): (actor: Actor, subject: CallSubject) => boolean {
  const own = ownOr(key);
  return (actor, subject) => (subject.queued === true && isSupervisor(actor)) || own(actor, subject);
}

function memberOrAssignee(actor: Actor, { queueId, assigneeId }: ConversationSubject): boolean {
  return actor.queueIds.has(queueId) || assigneeId === actor.accountId;
}
