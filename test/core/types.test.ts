import type { Call, Conversation, ErrorBody, Extension, Message, SipTicket } from '@klapka/protocol';
import { createSession } from '@klapka/components';
import type { PbxCommandError, PbxSession, Store } from '@klapka/components';
import { createFakeSession, scenarioNames, scenarios, type FakeSession, type ScenarioName } from '@klapka/components/testing';
import { expectTypeOf, it } from 'vitest';

/* Checked by the compiler: what a host page writes against the public entries. */

/** Only its type is used: `typeof _session.command<'…'>` names one command's signature. */
let _session: PbxSession;

it('a session is made from an address', () => {
  expectTypeOf(createSession).returns.toEqualTypeOf<PbxSession>();
  expectTypeOf(createSession).parameter(0).toHaveProperty('gateway').toEqualTypeOf<string>();
  // @ts-expect-error -- there is no session without a gateway
  expectTypeOf(createSession).toBeCallableWith({});
  expectTypeOf(createSession).toBeCallableWith({ gateway: 'https://pbx.example', getToken: () => Promise.resolve('token') });
});

it('a store has the rows of its topic', () => {
  type Stored<Name extends Parameters<PbxSession['store']>[0]> = ReturnType<typeof _session.store<Name>>;
  expectTypeOf<Stored<'extensions'>>().toEqualTypeOf<Store<Extension>>();
  expectTypeOf<Stored<'calls'>>().toEqualTypeOf<Store<Call>>();
  expectTypeOf<Stored<'conversations'>>().toEqualTypeOf<Store<Conversation>>();
  expectTypeOf<Stored<'messages'>>().toEqualTypeOf<Store<Message>>();
  // @ts-expect-error -- not a topic
  expectTypeOf<Stored<'tenants'>>().toEqualTypeOf<never>();
});

it('a command has its own payload and result', () => {
  expectTypeOf<typeof _session.command<'sip:ticket'>>().returns.resolves.toEqualTypeOf<SipTicket>();
  expectTypeOf<typeof _session.command<'message:send'>>().returns.resolves.toEqualTypeOf<{ message: Message }>();
  expectTypeOf<typeof _session.command<'message:send'>>().toBeCallableWith('message:send', { conversationId: 'c', clientId: 'client-message-0001' });
  // @ts-expect-error -- a conversation's id is missing
  expectTypeOf<typeof _session.command<'message:send'>>().toBeCallableWith('message:send', { clientId: 'client-message-0001' });
  // @ts-expect-error -- not a command
  expectTypeOf<typeof _session.command<'call:make'>>().toBeFunction();
});

it('errors are typed', () => {
  expectTypeOf<PbxCommandError['body']>().toEqualTypeOf<ErrorBody>();
  expectTypeOf<PbxSession['signIn']>().returns.resolves.toEqualTypeOf<ErrorBody | null>();
});

it('the fake is a session, and its scenarios have names', () => {
  expectTypeOf<FakeSession>().toExtend<PbxSession>();
  expectTypeOf(createFakeSession).returns.toEqualTypeOf<FakeSession>();
  expectTypeOf(scenarioNames).toEqualTypeOf<ScenarioName[]>();
  expectTypeOf(scenarios).toHaveProperty('incomingCall');
  // @ts-expect-error -- no such scenario
  expectTypeOf(createFakeSession).toBeCallableWith('incoming-call');
});
