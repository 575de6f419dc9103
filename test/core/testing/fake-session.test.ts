import { createFakeSession, fakePassword, phoneTimes, ringTime, scenarioNames, type FakeSession } from '@klapka/components/testing';
import { callEndReasons, commandPayloads, sessionEndCauses, topicNames } from '@klapka/protocol';
import type { CommandName } from '@klapka/protocol';
import { afterEach, describe, expect, it } from 'vitest';

const open: FakeSession[] = [];

function fake(...args: Parameters<typeof createFakeSession>): FakeSession {
  const session = createFakeSession(...args);
  open.push(session);
  return session;
}

afterEach(() => {
  for (const session of open.splice(0)) session.dispose();
});

describe('scenarios', () => {
  it.each(scenarioNames.filter((name) => name !== 'many'))('%s is the same every time', (name) => {
    const picture = (session: FakeSession): string =>
      JSON.stringify([session.state, session.phone.status, session.phone.calls, ...topicNames.map((topic) => [...session.store(topic, 'conversation-1').rows.values()])]);
    expect(picture(fake(name, { now: 1_700_000_000_000 }))).toBe(picture(fake(name, { now: 1_700_000_000_000 })));
  });

  it('cover every reason a call ends with, and every cause a session ends with', () => {
    const sessions = scenarioNames.filter((name) => name !== 'many').map((name) => fake(name));
    expect(new Set(sessions.flatMap((session) => session.phone.calls.map((call) => call.endReason)))).toEqual(new Set([null, ...callEndReasons]));
    expect(new Set(sessions.map((session) => session.state.cause))).toEqual(new Set([null, ...sessionEndCauses]));
  });

  it('many has fifty thousand extensions', () => {
    expect(fake('many').store('extensions').rows.size).toBe(50_000);
  });
});

describe('the scripted PBX', () => {
  it('rings, is answered, is hung up by the far side, and shows it everywhere', async () => {
    const session = fake('normal');
    const call = session.pbx.incomingCall({ number: '1002' });
    expect(session.phone.calls).toMatchObject([{ direction: 'incoming', state: 'ringing', number: '1002', name: 'Petr Svoboda' }]);
    expect(session.calls.rows.get(call.id)).toMatchObject({ state: 'ringing' });
    expect(session.extensions.rows.get('ext-1001')).toMatchObject({ line: 'ringing' });
    await session.phone.answer(call.phoneCallId);
    expect(session.phone.calls).toMatchObject([{ state: 'answering' }]);
    session.advance(phoneTimes.answer);
    expect(session.phone.calls).toMatchObject([{ state: 'talking' }]);
    expect(session.calls.rows.get(call.id)).toMatchObject({ state: 'answered' });
    call.hangUp();
    expect(session.phone.calls).toMatchObject([{ state: 'ended', endReason: 'hung-up' }]);
    expect(session.extensions.rows.get('ext-1001')).toMatchObject({ line: 'idle' });
    session.advance(phoneTimes.ended);
    expect(session.phone.calls).toEqual([]);
    expect(session.calls.rows.size).toBe(0);
  });

  it.each([
    ['4711', 'unknown-number'],
    ['1004', 'busy'],
    ['1008', 'not-registered'],
  ])('dialling %s ends as %s', async (number, reason) => {
    const session = fake('normal');
    await session.phone.dial(number);
    session.advance(phoneTimes.ring);
    expect(session.phone.calls).toMatchObject([{ state: 'ended', endReason: reason }]);
  });

  it('gives up after half a minute', async () => {
    const session = fake('normal');
    await session.phone.dial('1003');
    session.advance(ringTime - 1);
    expect(session.phone.calls).toMatchObject([{ state: 'ringing' }]);
    session.advance(1);
    expect(session.phone.calls).toMatchObject([{ endReason: 'no-answer' }]);
  });

  it('holds one call when another is answered, and says so only once the PBX did', async () => {
    const session = fake('secondCall');
    const [first, second] = session.pbx.calls;
    await session.phone.answer(second?.phoneCallId ?? '');
    expect(session.phone.find(first?.phoneCallId ?? '')).toMatchObject({ held: false, holdPending: true });
    session.advance(phoneTimes.hold);
    expect(session.phone.find(first?.phoneCallId ?? '')).toMatchObject({ held: true, holdPending: false });
    expect(session.calls.rows.get(first?.id ?? '')?.legs.map((leg) => leg.holding)).toEqual([undefined, true]);
  });

  it.each([
    ['microphoneRefused', 'MICROPHONE_REFUSED'],
    ['microphoneBlocked', 'MICROPHONE_BLOCKED_BY_POLICY'],
    ['microphoneMissing', 'MICROPHONE_MISSING'],
    ['insecureContext', 'INSECURE_CONTEXT'],
  ] as const)('%s refuses to dial with %s', async (scenario, code) => {
    await expect(fake(scenario).phone.dial('1003')).rejects.toMatchObject({ code });
  });
});

describe('as strict as the gateway', () => {
  it('a command nobody knows, a missing field and a field too many are refused', async () => {
    const session = fake();
    const refusal = (name: string, payload: object): Promise<unknown> => session.command(name as 'sip:ticket', payload as Record<string, never>).catch((error: unknown) => error);
    expect(await refusal('call:make', {})).toMatchObject({ body: { code: 'UNKNOWN_COMMAND' } });
    expect(await refusal('conversation:close', {})).toMatchObject({ body: { code: 'BAD_REQUEST' } });
    expect(await refusal('sip:ticket', { extra: 1 })).toMatchObject({ body: { code: 'BAD_REQUEST' } });
    expect(await refusal('conversation:close', { conversationId: 'nobody' })).toMatchObject({ body: { code: 'NOT_FOUND' } });
  });

  it('knows every command of the protocol', async () => {
    const session = fake();
    for (const name of Object.keys(commandPayloads) as CommandName[]) {
      const outcome: unknown = await session.command(name, {}).catch((error: unknown) => error);
      expect(outcome).not.toMatchObject({ body: { code: 'UNKNOWN_COMMAND' } });
    }
  });

  it('an unknown topic and messages of no conversation are errors', () => {
    const session = fake();
    expect(session.store('tenants' as 'calls')).toMatchObject({ status: 'error', errorCode: 'UNKNOWN_TOPIC' });
    expect(session.store('messages')).toMatchObject({ status: 'error', errorCode: 'BAD_REQUEST' });
  });

  it('nobody signs in with a wrong password, and signed out nothing is answered', async () => {
    const session = fake('notConnected');
    expect(await session.signIn('1001', 'wrong')).toMatchObject({ code: 'SIGN_IN_FAILED' });
    await expect(session.command('sip:ticket', {})).rejects.toMatchObject({ body: { code: 'NOT_SIGNED_IN' } });
    expect(await session.signIn('1001', fakePassword)).toBeNull();
    expect(session.state.status).toBe('connected');
  });

  it('files of a wrong size or type are refused', async () => {
    const session = fake();
    await expect(session.upload(new File(['x'], 'a.exe', { type: 'application/x-msdownload' }), {})).rejects.toMatchObject({ body: { code: 'TYPE_NOT_ALLOWED' } });
    await expect(session.upload(new File([new Uint8Array(20 * 1024 * 1024 + 1)], 'a.png', { type: 'image/png' }), {})).rejects.toMatchObject({ body: { code: 'TOO_LARGE' } });
  });
});

describe('the scripted chat', () => {
  it('one agent wins, the other is told', async () => {
    const session = fake();
    session.chat.otherPicksUp('conversation-1');
    await expect(session.command('conversation:pick-up', { conversationId: 'conversation-1' })).rejects.toMatchObject({ body: { code: 'ALREADY_TAKEN' } });
  });

  it('a message sent twice is there once, rises from delivered to read, and cannot go into a closed conversation', async () => {
    const session = fake();
    const message = { conversationId: 'conversation-2', clientId: 'client-message-0002', text: 'Here it is.' };
    const before = session.chat.messages('conversation-2').rows.size;
    await session.command('message:send', message);
    const { message: sent } = await session.command('message:send', message);
    expect(session.chat.messages('conversation-2').rows.size).toBe(before + 1);
    expect(sent.delivery).toBe('delivered');
    session.chat.visitorReads('conversation-2');
    expect(session.chat.messages('conversation-2').rows.get(sent.id)).toMatchObject({ delivery: 'read' });
    session.chat.close('conversation-2');
    await expect(session.command('message:send', { ...message, clientId: 'client-message-0003' })).rejects.toMatchObject({ body: { code: 'CONVERSATION_CLOSED' } });
    session.visitorWrites('Ještě něco', { conversationId: 'conversation-2' });
    expect(session.conversations.rows.get('conversation-2')).toMatchObject({ state: 'open', unread: 1 });
  });
});

describe('the scripted connection', () => {
  it('keeps rows and commands over a loss', async () => {
    const session = fake();
    session.loseConnection();
    expect(session.store('extensions')).toMatchObject({ status: 'stale' });
    expect(session.store('extensions').rows.size).toBe(8);
    const asked = session.command('conversation:pick-up', { conversationId: 'conversation-1' });
    expect(session.conversations.rows.get('conversation-1')?.assignee).toBeUndefined();
    session.connect();
    await asked;
    expect(session.conversations.rows.get('conversation-1')?.assignee).toMatchObject({ name: 'Jana Nováková' });
  });

  it('answers only after its latency', async () => {
    const session = fake();
    session.latency = 200;
    let answered = false;
    const asked = session.command('sip:ticket', {}).then(() => {
      answered = true;
    });
    session.advance(199);
    await Promise.resolve();
    expect(answered).toBe(false);
    session.advance(1);
    await asked;
    expect(answered).toBe(true);
  });

  it('fails once where it is told to', async () => {
    const session = fake();
    session.failNext('conversation:close', 'UNAVAILABLE');
    await expect(session.command('conversation:close', { conversationId: 'conversation-2' })).rejects.toMatchObject({ body: { code: 'UNAVAILABLE', retryable: true } });
    await expect(session.command('conversation:close', { conversationId: 'conversation-2' })).resolves.toEqual({});
  });
});
