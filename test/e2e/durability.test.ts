import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CommandAnswer, Message, VisitorAnswer } from '@klapka/protocol';
import { connectAgent, connectVisitor } from '../server/realtime/harness.ts';
import type { Agent, VisitorClient } from '../server/realtime/harness.ts';
import { startGateway, type Gateway } from './support/gateway.ts';

/** Messages of each side, as many as the gateway's limits let a person write; it dies when a third of all is acknowledged. */
const counts = { agent: 160, visitor: 40 };
const third = Math.ceil((counts.agent + counts.visitor) / 3);
const inFlight = 8;

interface Outgoing {
  clientId: string;
  text: string;
  acknowledged: boolean;
}
const outbox = (who: keyof typeof counts): Outgoing[] => Array.from({ length: counts[who] }, (_, index) => ({ clientId: randomUUID(), text: `${who} ${index}`, acknowledged: false }));

let gateway: Gateway;
beforeEach(async () => { gateway = await startGateway(); });
afterEach(() => gateway.stop());

const agentOf = () => connectAgent(gateway.url, gateway.token('1001'), randomUUID());

/** Asked to be slower, a client waits and asks again. */
async function patiently<Answer extends { ok: true } | { ok: false; error: { code: string } }>(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (answer.ok || answer.error.code !== 'TOO_MANY_REQUESTS') return answer;
    await pause(500);
  }
}

/** Sends what is not acknowledged yet, some at once; a message that gets no answer is left for the next time. */
async function sendAll(messages: Outgoing[], send: (message: Outgoing) => Promise<CommandAnswer | VisitorAnswer>, onAcknowledged: () => void = () => {}): Promise<void> {
  const waiting = messages.filter(({ acknowledged }) => !acknowledged);
  await Promise.all(Array.from({ length: inFlight }, async () => {
    for (let message = waiting.shift(); message; message = waiting.shift()) {
      try {
        const answer = await patiently(() => send(message));
        if (!answer.ok) throw new Error(answer.error.code);
        message.acknowledged = true;
        onAcknowledged();
      } catch {
        return;
      }
    }
  }));
}

const byAgent = (agent: Agent, conversationId: string) => ({ clientId, text }: Outgoing) => agent.command('message:send', { conversationId, clientId, text });
const byVisitor = (visitor: VisitorClient) => ({ clientId, text }: Outgoing) => visitor.ask('send', { clientId, text });

/** As a client reads it: a snapshot may hold older rows that just changed, so what lies between is asked for by its sequence. */
async function wholeThread(agent: Agent, conversationId: string): Promise<Message[]> {
  const rows = new Map((await agent.subscribe('messages', conversationId)).rows.map((row) => [row.seq, row]));
  for (let seq = Math.max(...rows.keys()); seq > 0; seq -= 1) {
    if (rows.has(seq)) continue;
    const answer = await patiently(() => agent.command('message:list', { conversationId, before: seq + 1 }));
    if (!answer.ok) throw new Error(answer.error.code);
    for (const row of answer.result.messages) rows.set(row.seq, row);
    if (!rows.has(seq)) throw new Error(`Message ${seq} is missing`);
  }
  return [...rows.values()].toSorted((a, b) => a.seq - b.seq);
}

describe.each(['SIGKILL', 'SIGTERM'] as const)('a gateway that is ended by %s in the middle of 200 messages', (signal) => {
  test('loses and doubles nothing that was acknowledged, and keeps the order', async () => {
    const agent = await agentOf();
    await agent.subscribe('conversations');
    const visitor = await connectVisitor(gateway.url, { origin: gateway.demoUrl });
    const { token } = await visitor.ok('send', { clientId: randomUUID(), text: 'hello' });
    const conversationId = (await agent.patch((patch) => patch.set !== undefined)).set?.[0]?.id ?? '';
    await agent.command('conversation:pick-up', { conversationId });

    const [ours, theirs] = [outbox('agent'), outbox('visitor')];
    let acknowledged = 0;
    const enough = Promise.withResolvers<void>();
    const count = (): void => {
      acknowledged += 1;
      if (acknowledged === third) enough.resolve();
    };
    const sending = Promise.all([sendAll(ours, byAgent(agent, conversationId), count), sendAll(theirs, byVisitor(visitor), count)]);
    await enough.promise;
    await gateway.restart(signal);
    await sending;
    expect([...ours, ...theirs].some((message) => !message.acknowledged)).toBe(true);

    const agentAgain = await agentOf();
    const visitorAgain = await connectVisitor(gateway.url, { origin: gateway.demoUrl, token });
    const survived = await wholeThread(agentAgain, conversationId);
    const texts = survived.map(({ text }) => text);
    for (const { text, acknowledged: promised } of [...ours, ...theirs]) {
      const times = texts.filter((one) => one === text).length;
      expect(times, text).toBeLessThanOrEqual(1);
      if (promised) expect(times, `${text} was acknowledged`).toBe(1);
    }

    // What was not acknowledged is sent again under its own id, as every client does.
    await Promise.all([sendAll(ours, byAgent(agentAgain, conversationId)), sendAll(theirs, byVisitor(visitorAgain))]);
    const all = await wholeThread(agentAgain, conversationId);
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_row, index) => index + 1));
    const written = all.filter(({ from, text }) => from !== 'system' && text !== 'hello').map(({ text }) => text);
    expect(written.toSorted()).toEqual([...ours, ...theirs].map(({ text }) => text).toSorted());
    agentAgain.socket.close();
    visitorAgain.socket.close();
  });
});
