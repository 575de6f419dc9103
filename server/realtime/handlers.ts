import type { CallBoard } from '../domain/calls/call-board.ts';
import { participants } from '../domain/calls/call-board.ts';
import type { ExtensionBoard } from '../domain/calls/extension-board.ts';
import type { AgentConversations } from '../domain/conversations/agents.ts';
import { DomainError } from '../domain/errors.ts';
import { authorise } from '../domain/permissions/authorise.ts';
import type { CommandHandlers } from './commands.ts';
import type { RealtimeDeps } from './deps.ts';
import type { SipTickets } from './sip-tickets.ts';

export interface HandlerDeps extends Pick<RealtimeDeps, 'sessions' | 'pbx'> {
  calls: CallBoard;
  extensions: ExtensionBoard;
  conversations: AgentConversations;
  tickets: SipTickets;
}

/** One line per command, or a few: what is decided is decided in the domain. */
export function commandHandlers(deps: HandlerDeps): CommandHandlers {
  return { ...phoneHandlers(deps), ...conversationHandlers(deps) };
}

type ConversationCommand = Extract<keyof CommandHandlers, `conversation:${string}` | `message:${string}` | `typing:${string}`>;

/** Who one is, what one's line does, and calls. */
function phoneHandlers({ sessions, pbx, calls, extensions, tickets }: HandlerDeps): Omit<CommandHandlers, ConversationCommand> {
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
      return {};
    },
    async 'device:sign-out'({ who: { actor, account } }, { deviceId }) {
      authorise(actor, 'device.sign-out', { accountId: account.id });
      await sessions.signOutDevice(account.id, deviceId);
      return {};
    },
    async 'call:hang-up'({ who: { actor } }, { callId }) {
      const call = calls.get(callId);
      // Alike for a call that is gone and one that is none of theirs.
      if (!call || actor.extensionId === null || !participants(call).includes(actor.extensionId)) throw new DomainError('CALL_GONE', 'There is no such call');
      authorise(actor, 'call.hangup', { parties: participants(call).map((extensionId) => ({ extensionId, groupIds: extensions.groupsOf(extensionId) })) });
      await pbx.hangUp(callId);
      return {};
    },
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
