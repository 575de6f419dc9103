import type { CallControl } from '../domain/calls/call-control.ts';
import type { ExtensionBoard } from '../domain/calls/extension-board.ts';
import type { AgentConversations } from '../domain/conversations/agents.ts';
import type { Favourites } from '../domain/directory/favourites.ts';
import { DomainError } from '../domain/errors.ts';
import { authorise } from '../domain/permissions/authorise.ts';
import type { Actor } from '../domain/permissions/authorise.ts';
import type { Voicemails } from '../domain/voicemail/voicemails.ts';
import type { Agents } from '../domain/queues/agents.ts';
import type { CommandHandlers } from './commands.ts';
import type { AgentConnection } from './connection.ts';
import type { RealtimeDeps } from './deps.ts';
import type { SipTickets } from './sip-tickets.ts';

export interface HandlerDeps extends Pick<RealtimeDeps, 'sessions' | 'pbx' | 'reaching' | 'hours'> {
  control: CallControl;
  agents: Agents;
  extensions: ExtensionBoard;
  conversations: AgentConversations;
  tickets: SipTickets;
  voicemails: Voicemails;
  favourites: Favourites;
}

/** One line per command, or a few: what is decided is decided in the domain. */
export function commandHandlers(deps: HandlerDeps): CommandHandlers {
  return { ...phoneHandlers(deps), ...callHandlers(deps), ...queueHandlers(deps), ...voicemailHandlers(deps), ...conversationHandlers(deps) };
}

type ConversationCommand = Extract<keyof CommandHandlers, `conversation:${string}` | `message:${string}` | `typing:${string}`>;

type CallCommand = Extract<keyof CommandHandlers, `call:${string}`>;
type VoicemailCommand = Extract<keyof CommandHandlers, `voicemail:${string}`>;

type QueueCommand = Extract<keyof CommandHandlers, `queue:${string}` | `hours:${string}`>;

/** Who one is and what one's line does. */
function phoneHandlers({ sessions, pbx, reaching, extensions, tickets, favourites }: HandlerDeps): Omit<CommandHandlers, ConversationCommand | CallCommand | QueueCommand | VoicemailCommand> {
  return {
    async 'session:renew'(connection, { token }) {
      const before = connection.who;
      const who = await sessions.authenticate(token, { id: before.deviceId });
      if (who.account.id !== before.account.id || who.deviceId !== before.deviceId) throw new DomainError('FORBIDDEN', 'The token is of another account or device');
      connection.update(who);
      return { account: who.account, expiresAt: who.expiresAt };
    },
    async 'session:leaving'({ who: { account, deviceId } }) {
      if (account.extension) await pbx.leaving(account.extension.number, deviceId);
      return {};
    },
    'sip:ticket': (connection) => tickets.issue(connection.who),
    async 'presence:set'({ who: { actor } }, { state, note }) {
      if (actor.extensionId === null) throw new DomainError('FORBIDDEN', 'No extension');
      authorise(actor, 'presence.switch', { extensionId: actor.extensionId, groupIds: extensions.groupsOf(actor.extensionId) });
      await extensions.setPresence(actor.extensionId, state, note);
      await reaching.apply(actor.extensionId);
      return {};
    },
    async 'favourite:set'({ who: { actor } }, { extensionId, favourite }) {
      await favourites.set(actor, extensionId, favourite);
      return {};
    },
    async 'device:sign-out'({ who: { actor, account } }, { deviceId }) {
      authorise(actor, 'device.sign-out', { accountId: account.id });
      await sessions.signOutDevice(account.id, deviceId);
      return {};
    },
  };
}

/** Commands whose answer is that they were taken. */
const taken = <Payload>(act: (actor: Actor, payload: Payload) => Promise<void>) => async ({ who }: AgentConnection, payload: Payload): Promise<Record<string, never>> => {
  await act(who.actor, payload);
  return {};
};

function voicemailHandlers({ voicemails }: HandlerDeps): Pick<CommandHandlers, VoicemailCommand> {
  return {
    'voicemail:heard': taken((actor, { id, heard }) => voicemails.setHeard(actor, id, heard)),
    'voicemail:remove': taken((actor, { id }) => voicemails.remove(actor, id)),
    'voicemail:forward': taken((actor, { id, to }) => voicemails.forward(actor, id, to)),
  };
}

function callHandlers({ control }: HandlerDeps): Pick<CommandHandlers, CallCommand> {
  return {
    'call:hang-up': taken((actor, payload) => control.hangUp(actor, payload)),
    'call:originate': ({ who }, payload) => control.originate(who.actor, payload),
    'call:redirect': taken((actor, payload) => control.redirect(actor, payload)),
    'call:join': taken((actor, payload) => control.join(actor, payload)),
    'call:merge': taken((actor, payload) => control.merge(actor, payload)),
    'call:invite': taken((actor, payload) => control.invite(actor, payload)),
    'call:drop': taken((actor, payload) => control.drop(actor, payload)),
    'call:mute': taken((actor, payload) => control.mute(actor, payload)),
    'call:park': ({ who }, payload) => control.park(who.actor, payload),
    'call:pick-up': taken((actor, payload) => control.pickUp(actor, payload)),
    'call:monitor': taken((actor, payload) => control.monitor(actor, payload)),
    'call:monitor-mode': taken((actor, payload) => control.setMonitorMode(actor, payload)),
    'call:record': taken((actor, payload) => control.record(actor, payload)),
    'call:flip': taken((actor, payload) => control.flip(actor, payload)),
  };
}

function queueHandlers({ agents, hours }: HandlerDeps): Pick<CommandHandlers, QueueCommand> {
  return {
    'queue:log-in': taken((actor, payload) => agents.logIn(actor, payload)),
    'queue:log-out': taken((actor, payload) => agents.logOut(actor, payload)),
    'queue:pause': taken((actor, payload) => agents.pause(actor, payload)),
    'queue:resume': taken((actor, payload) => agents.resume(actor, payload)),
    'queue:ready': taken((actor, payload) => agents.ready(actor, payload)),
    'queue:move-first': taken((actor, payload) => agents.moveFirst(actor, payload)),
    'hours:switch': taken((actor, payload) => hours.set(actor, payload)),
  };
}

function conversationHandlers({ conversations }: HandlerDeps): Pick<CommandHandlers, ConversationCommand> {
  return {
    async 'conversation:pick-up'({ who }, { conversationId }) {
      await conversations.pickUp(who.actor, conversationId);
      return {};
    },
    async 'conversation:close'({ who }, { conversationId }) {
      await conversations.close(who.actor, conversationId);
      return {};
    },
    async 'conversation:read'({ who }, { conversationId, seq }) {
      await conversations.read(who.actor, conversationId, seq);
      return {};
    },
    async 'typing:set'({ who }, { conversationId, typing }) {
      await conversations.typing(who.actor, conversationId, typing);
      return {};
    },
    'message:send': async ({ who }, message) => ({ message: await conversations.send(who.actor, message) }),
    async 'message:list'({ who }, { conversationId, before }) {
      return conversations.messages(await conversations.find(who.actor, conversationId), before);
    },
  };
}
