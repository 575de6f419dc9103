import type { CommandPayload } from '@klapka/protocol';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { PbxPort } from '../../ports/pbx.ts';
import type { AgentStanding, QueueMemberRecord } from '../../ports/storage-directory.ts';
import type { Repositories, StoragePort } from '../../ports/storage.ts';
import { isPaused } from '../directory/plan.ts';
import { telephonyOf } from '../directory/telephony.ts';
import { DomainError } from '../errors.ts';
import { allows, authorise } from '../permissions/authorise.ts';
import type { Actor } from '../permissions/authorise.ts';
import type { Turns } from '../turns.ts';
import type { QueueBoard } from './queue-board.ts';

export interface AgentsDeps {
  storage: StoragePort;
  pbx: PbxPort;
  board: QueueBoard;
  clock: Clock;
  logger: Logger;
  turns: Turns;
}

/** ms */
const minute = 60_000;
const againAfter = 5_000;

/** One's own extension, or that of somebody one manages; one queue, or all they are in. */
interface Whose {
  queueId: string | null;
  extensionId?: string | undefined;
}
/** How somebody stands from now on; null: as before. */
type Alter = (standing: AgentStanding) => Pick<AgentStanding, 'loggedIn' | 'pause'> | null;
type Membership = ReturnType<QueueBoard['membershipsOf']>[number];

/** How agents stand to their queues: kept first, then told to the PBX, which rings them accordingly. */
export class Agents {
  readonly #deps: AgentsDeps;
  #signal: AbortSignal | undefined;
  #alarmAt = Infinity;

  constructor(deps: AgentsDeps) {
    this.#deps = deps;
  }

  /** Ends pauses whose time has come, also while the gateway was away. */
  async start(signal: AbortSignal): Promise<void> {
    this.#signal = signal;
    await this.#endPauses();
  }

  logIn(actor: Actor, whose: CommandPayload<'queue:log-in'>): Promise<void> {
    return this.#alter(this.#of(actor, whose), ({ loggedIn }) => (loggedIn ? null : { loggedIn: true, pause: null }));
  }

  logOut(actor: Actor, whose: CommandPayload<'queue:log-out'>): Promise<void> {
    return this.#alter(this.#of(actor, whose), ({ loggedIn }) => (loggedIn ? { loggedIn: false, pause: null } : null));
  }

  /** Where the company has a list of reasons, it is one of them. */
  async pause(actor: Actor, { reason, minutes, ...whose }: CommandPayload<'queue:pause'>): Promise<void> {
    const memberships = this.#of(actor, whose);
    const { pauseReasons } = await telephonyOf(this.#deps.storage.read);
    if (reason !== undefined && pauseReasons.length > 0 && !pauseReasons.includes(reason)) throw new DomainError('BAD_REQUEST', 'There is no such reason for a pause');
    const until = minutes === undefined ? null : this.#deps.clock.now() + minutes * minute;
    await this.#alter(memberships, ({ loggedIn }) => {
      if (!loggedIn && whose.queueId !== null) throw new DomainError('CONFLICT', 'Who is not logged in cannot pause');
      return loggedIn ? { loggedIn, pause: { reason: reason ?? null, until } } : null;
    });
  }

  resume(actor: Actor, whose: CommandPayload<'queue:resume'>): Promise<void> {
    return this.#alter(this.#of(actor, whose), ({ loggedIn, pause }) => (pause ? { loggedIn, pause: null } : null));
  }

  /** Ends the rest behind a call. */
  async ready(actor: Actor, whose: CommandPayload<'queue:ready'>): Promise<void> {
    for (const { queueNumber, number } of this.#of(actor, whose)) await this.#deps.pbx.queues.endWrapUp(queueNumber, number);
  }

  async moveFirst(actor: Actor, { callId }: CommandPayload<'queue:move-first'>): Promise<void> {
    const queueId = this.#deps.board.queueOf(callId);
    if (queueId === null || !allows(actor, 'queue.see', { queueId })) throw new DomainError('CALL_GONE', 'Nobody waits with this call');
    authorise(actor, 'queue.manage', { extensionId: null });
    await this.#deps.pbx.queues.moveFirst(callId);
  }

  /** By a feature code: whose phone it was may. False where it is no agent of that queue. */
  async asked(extensionId: string, queueNumber: string, loggedIn: boolean): Promise<boolean> {
    const memberships = this.#deps.board.membershipsOf(extensionId).filter((membership) => membership.queueNumber === queueNumber);
    await this.#alter(memberships, (standing) => (standing.loggedIn === loggedIn ? null : { loggedIn, pause: null }));
    return memberships.length > 0;
  }

  #of(actor: Actor, { queueId, extensionId = actor.extensionId ?? undefined }: Whose): Membership[] {
    if (this.#deps.pbx.capabilities.queues === 'none') throw new DomainError('NOT_SUPPORTED', 'This PBX has no queues');
    if (extensionId === undefined) throw new DomainError('FORBIDDEN', 'No extension');
    if (extensionId !== actor.extensionId) authorise(actor, 'queue.manage', { extensionId });
    const memberships = this.#deps.board.membershipsOf(extensionId).filter((membership) => queueId === null || membership.queueId === queueId);
    if (memberships.length === 0) throw new DomainError('NOT_FOUND', 'No agent of such a queue');
    return memberships;
  }

  async #alter(memberships: readonly Membership[], alter: Alter): Promise<void> {
    const wanted = new Set(memberships.map(({ queueId, accountId }) => `${queueId} ${accountId}`));
    await this.#change((member) => wanted.has(`${member.queueId} ${member.accountId}`), alter);
  }

  /** Decided inside the write: of two at once the second sees the first. */
  async #change(of: (member: QueueMemberRecord) => boolean, alter: Alter): Promise<void> {
    const { storage, board, clock } = this.#deps;
    const changed = await storage.write(async (tx) => {
      const members: QueueMemberRecord[] = [];
      for (const member of (await tx.queues.members()).filter(of)) {
        const standing = alter(member);
        if (standing === null) continue;
        await tx.queues.setStanding(member.queueId, member.accountId, { ...standing, since: clock.now() });
        members.push({ ...member, ...standing });
      }
      return members;
    });
    if (changed.length === 0) return;
    await board.reload();
    await Promise.all(changed.map((member) => this.#tell(member)));
    this.#watch(changed);
  }

  /** As it is stored when its turn comes: what was changed since is told at once. */
  async #tell({ queueId, accountId }: QueueMemberRecord): Promise<void> {
    const { storage, pbx, clock, turns, logger } = this.#deps;
    await turns.run(async () => {
      const found = await standingOf(storage.read, queueId, accountId);
      if (found) await pbx.queues.setStanding(found.queueNumber, found.number, { loggedIn: found.member.loggedIn, paused: isPaused(found.member, clock.now()) });
      // A PBX that is not there now is told with everything else when it is.
    }).catch((error: unknown) => logger.warn({ err: error }, 'the PBX could not be told how an agent stands'));
  }

  /** Wakes up when the first of these pauses ends. */
  #watch(members: readonly QueueMemberRecord[]): void {
    const { clock, logger } = this.#deps;
    const next = Math.min(...members.map(({ pause }) => pause?.until ?? Infinity));
    if (next >= this.#alarmAt) return;
    this.#alarmAt = next;
    clock.after(Math.max(0, next - clock.now()), () => {
      this.#alarmAt = Infinity;
      this.#endPauses().catch((error: unknown) => {
        logger.error({ err: error }, 'a pause could not be ended yet');
        clock.after(againAfter, () => void this.#endPauses().catch(() => undefined), this.#signal);
      });
    }, this.#signal);
  }

  async #endPauses(): Promise<void> {
    const { clock, storage } = this.#deps;
    await this.#change(({ pause }) => pause?.until != null && pause.until <= clock.now(), ({ loggedIn }) => ({ loggedIn, pause: null }));
    this.#watch(await storage.read.queues.members());
  }
}

async function standingOf(read: Repositories, queueId: string, accountId: string): Promise<{ member: QueueMemberRecord; queueNumber: string; number: string } | null> {
  const [queue, extension, members] = await Promise.all([read.queues.get(queueId), read.directory.byAccount(accountId), read.queues.members()]);
  const member = members.find((one) => one.queueId === queueId && one.accountId === accountId);
  if (!member || !extension || queue?.number == null) return null;
  return { member, queueNumber: queue.number, number: extension.number };
}
