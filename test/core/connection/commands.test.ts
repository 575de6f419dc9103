import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GatewaySession } from '../../../components/core/gateway-session.ts';
import { answerTimeout, queueTimeout } from '../../../components/core/connection/commands.ts';
import { FakeGateway } from '../../fakes/gateway.ts';

let gateway: FakeGateway;
let session: GatewaySession;
const message = { conversationId: 'c1', clientId: 'client-message-0001', text: 'Dobrý den' };

beforeEach(async () => {
  vi.useFakeTimers();
  gateway = new FakeGateway();
  session = new GatewaySession({ gateway: 'https://pbx.example', token: gateway.mint() }, { open: gateway.open, canCall: false });
  await vi.advanceTimersByTimeAsync(50);
  gateway.done.length = 0;
  gateway.received.length = 0;
});

afterEach(() => {
  session.dispose();
  vi.useRealTimers();
});

/** Commands but the connection's own. */
function own(names: readonly string[]): string[] {
  return names.filter((name) => name !== 'session:renew');
}

describe('a command', () => {
  it('is answered', async () => {
    const answer = session.command('conversation:pick-up', { conversationId: 'c1' });
    await vi.advanceTimersByTimeAsync(10);
    expect(await answer).toEqual({});
    expect(gateway.done).toMatchObject([{ name: 'conversation:pick-up', payload: { conversationId: 'c1' } }]);
  });

  it('rejects with the gateway’s refusal', async () => {
    const answer = session.command('message:send', { ...message, clientId: 'short' });
    const refusal = expect(answer).rejects.toMatchObject({ name: 'PbxCommandError', body: { code: 'BAD_REQUEST' } });
    await vi.advanceTimersByTimeAsync(10);
    await refusal;
  });

  it('that nobody knows is refused', async () => {
    const answer = session.command('nothing:at-all' as 'sip:ticket', {});
    const refusal = expect(answer).rejects.toMatchObject({ body: { code: 'UNKNOWN_COMMAND' } });
    await vi.advanceTimersByTimeAsync(10);
    await refusal;
  });

  it('times out where the gateway never answers', async () => {
    gateway.mute = true;
    const refusal = expect(session.command('message:send', message)).rejects.toMatchObject({ body: { code: 'TIMED_OUT', retryable: true } });
    await vi.advanceTimersByTimeAsync(answerTimeout);
    await refusal;
  });
});

describe('while reconnecting', () => {
  it('a command waits and is sent once', async () => {
    gateway.socket.drop();
    const answer = session.command('message:send', message);
    await vi.advanceTimersByTimeAsync(1000);
    await answer;
    expect(own(gateway.received)).toEqual(['message:send']);
  });

  it('commands keep their order', async () => {
    gateway.socket.drop();
    const answers = ['c1', 'c2', 'c3'].map((conversationId) => session.command('conversation:close', { conversationId }));
    await vi.advanceTimersByTimeAsync(1000);
    await Promise.all(answers);
    expect(gateway.done.filter(({ name }) => name === 'conversation:close').map(({ payload }) => payload)).toEqual([
      { conversationId: 'c1' },
      { conversationId: 'c2' },
      { conversationId: 'c3' },
    ]);
  });

  it('a command whose answer was lost goes again under its id and has one effect', async () => {
    gateway.mute = true;
    const answer = session.command('message:send', message);
    await vi.advanceTimersByTimeAsync(10);
    gateway.mute = false;
    gateway.socket.drop();
    await vi.advanceTimersByTimeAsync(1000);
    await answer;
    expect(own(gateway.received)).toEqual(['message:send', 'message:send']);
    expect(own(gateway.done.map(({ name }) => name))).toEqual(['message:send']);
  });

  it('a command waits a minute, not for ever', async () => {
    gateway.down = true;
    gateway.socket.drop();
    const refusal = expect(session.command('message:send', message)).rejects.toMatchObject({ body: { code: 'TIMED_OUT' } });
    await vi.advanceTimersByTimeAsync(queueTimeout);
    await refusal;
    gateway.down = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(own(gateway.received)).toEqual([]);
  });

  it('what is worth nothing later is refused at once', async () => {
    gateway.socket.drop();
    await expect(session.command('typing:set', { conversationId: 'c1', typing: true })).rejects.toMatchObject({ body: { code: 'NOT_CONNECTED' } });
  });

  it('the end of the session rejects what waits', async () => {
    gateway.down = true;
    gateway.socket.drop();
    const refusal = expect(session.command('message:send', message)).rejects.toMatchObject({ body: { code: 'NOT_SIGNED_IN' } });
    await session.signOut();
    await refusal;
  });
});
