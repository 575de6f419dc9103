import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { startGateway } from './harness.ts';
import type { Gateway } from './harness.ts';

let gateway: Gateway;
beforeEach(async () => { gateway = await startGateway(); });

const text = (words: string) => ({ clientId: randomUUID(), text: words });

describe('a visitor and an agent', () => {
  test('write to each other, live, with pick-up, typing, delivered and read', async () => {
    const agent = await gateway.agent(0);
    const other = await gateway.agent(1);
    expect((await agent.subscribe('conversations')).rows).toEqual([]);
    await other.subscribe('conversations');

    const visitor = await gateway.visitor();
    const sent = await visitor.ok('send', { ...text('Hello, is anybody there?'), pageUrl: 'https://shop.example.com/cart?secret=1' });
    expect(sent.token.length).toBeGreaterThanOrEqual(22);
    expect(sent.message).toMatchObject({ seq: 1, from: 'visitor', text: 'Hello, is anybody there?' });

    const appeared = await agent.patch((patch) => patch.topic === 'conversations' && patch.set !== undefined);
    const [row] = appeared.set ?? [];
    expect(row).toMatchObject({ state: 'open', preview: 'Hello, is anybody there?', unread: 1, seq: 1, pageUrl: 'https://shop.example.com/cart' });
    await other.patch((patch) => patch.set?.[0]?.id === row?.id);
    const conversationId = row?.id ?? '';

    expect(await agent.command('conversation:pick-up', { conversationId })).toEqual({ ok: true, result: {} });
    expect(await other.command('conversation:pick-up', { conversationId })).toMatchObject({ ok: false, error: { code: 'ALREADY_TAKEN' } });
    await visitor.state((state) => state.agent?.name === 'Agent 1001');
    await visitor.message((message) => message.event === 'picked-up');

    const thread = await agent.subscribe('messages', conversationId);
    expect(thread.rows.map((message) => message.from)).toEqual(['visitor', 'system']);
    expect(JSON.stringify(thread)).not.toContain(sent.message.clientId);

    await agent.command('typing:set', { conversationId, typing: true });
    await visitor.state((state) => state.agentTyping);
    const answer = await agent.command('message:send', { conversationId, ...text('Yes 🙂') });
    expect(answer).toMatchObject({ ok: true, result: { message: { seq: 3, from: 'agent', text: 'Yes 🙂', delivery: 'sent' } } });
    const got = await visitor.message((message) => message.text === 'Yes 🙂');
    expect(got).toMatchObject({ seq: 3, name: 'Agent 1001' });
    expect(got.clientId).toBeUndefined();
    await visitor.state((state) => !state.agentTyping && state.unread === 1);

    await visitor.ok('typing', { typing: true });
    await agent.patch((patch) => patch.set?.some((set) => 'typing' in set && set.typing === true) ?? false);
    await visitor.ok('seen', { seq: 3, open: false });
    await agent.patch((patch) => patch.topic === 'messages' && (patch.set?.some((set) => 'delivery' in set && set.seq === 3 && set.delivery === 'delivered') ?? false));
    await visitor.ok('seen', { seq: 3, open: true });
    await agent.patch((patch) => patch.topic === 'messages' && (patch.set?.some((set) => 'delivery' in set && set.seq === 3 && set.delivery === 'read') ?? false));

    await agent.command('conversation:read', { conversationId, seq: 1 });
    await visitor.state((state) => state.readSeq === 1);
    await agent.patch((patch) => patch.topic === 'conversations' && (patch.set?.some((set) => 'unread' in set && set.unread === 0) ?? false));
  });

  test('the thread is there when the visitor comes back, and opens again when it writes after a close', async () => {
    const agent = await gateway.agent(0);
    await agent.subscribe('conversations');
    const first = await gateway.visitor();
    const { token } = await first.ok('send', text('one'));
    const appeared = await agent.patch((patch) => patch.set !== undefined);
    const conversationId = appeared.set?.[0]?.id ?? '';
    await agent.command('conversation:pick-up', { conversationId });
    await agent.command('message:send', { conversationId, ...text('two') });
    first.socket.close();

    const again = await gateway.visitor({ token });
    const page = await again.ok('sync', { after: 0 });
    expect(page.messages.map((message) => message.text)).toEqual(['one', '', 'two']);
    expect(page.state).toMatchObject({ open: true, online: true, unread: 1, agent: { name: 'Agent 1001' } });
    expect(page.more).toBe(false);
    const rest = await again.ok('sync', { after: 2 });
    expect(rest.messages.map((message) => message.seq)).toEqual([3]);

    expect(await agent.command('conversation:close', { conversationId })).toMatchObject({ ok: true });
    await again.state((state) => !state.open);
    expect(await agent.command('message:send', { conversationId, ...text('too late') })).toMatchObject({ ok: false, error: { code: 'CONVERSATION_CLOSED' } });
    await again.ok('send', text('one more thing'));
    await again.state((state) => state.open && state.agent === undefined);
    const row = (await agent.subscribe('conversations')).rows[0];
    expect(row).toMatchObject({ id: conversationId, state: 'open' });
    expect(row?.assignee).toBeUndefined();
    expect((await again.ok('sync', { after: 0 })).messages.map((message) => message.event ?? message.text)).toEqual(['one', 'picked-up', 'two', 'closed', 'one more thing', 'reopened']);
  });

  test('a message while no agent is there waits, and counts as delivered when one comes', async () => {
    const visitor = await gateway.visitor();
    expect((await visitor.ok('sync', { after: 0 })).state).toMatchObject({ online: false, open: true });
    await visitor.ok('send', text('anybody?'));
    const agent = await gateway.agent(0);
    await visitor.state((state) => state.online);
    await visitor.state((state) => state.deliveredSeq === 1);
    expect((await agent.subscribe('conversations')).rows).toHaveLength(1);
    agent.socket.close();
    await visitor.state((state) => !state.online && state.deliveredSeq === 1);
  });

  test('a message sent twice is one message, also from a stranger whose answer was lost', async () => {
    const lost = await gateway.visitor();
    const message = text('only once');
    const first = await lost.ok('send', message);
    lost.socket.close();
    const again = await gateway.visitor();
    const second = await again.ok('send', message);
    expect(second.token).toBe(first.token);
    expect(second.message.seq).toBe(1);
    expect((await again.ok('sync', { after: 0 })).messages).toHaveLength(1);
    const [one, two] = await Promise.all([again.ok('send', { ...message, clientId: `${message.clientId}b` }), again.ok('send', { ...message, clientId: `${message.clientId}b` })]);
    expect(one.message.seq).toBe(two.message.seq);
    expect((await again.ok('sync', { after: 0 })).messages).toHaveLength(2);
  });

  test('forget deletes the thread here and at the agents', async () => {
    const agent = await gateway.agent(0);
    await agent.subscribe('conversations');
    const visitor = await gateway.visitor();
    const { token } = await visitor.ok('send', text('forget me'));
    const id = (await agent.patch((patch) => patch.set !== undefined)).set?.[0]?.id ?? '';
    await agent.subscribe('messages', id);
    await visitor.ok('forget', {});
    await agent.patch((patch) => patch.remove?.includes(id) ?? false);
    await expect(agent.subscribe('messages', id)).rejects.toThrow('NOT_FOUND');
    await expect(gateway.visitor({ token })).rejects.toThrow('SIGN_IN_AGAIN');
    expect((await visitor.ok('sync', { after: 0 })).messages).toEqual([]);
    expect((await visitor.ok('send', text('a new start'))).token).not.toBe(token);
  });

  test('whoever opens a thread gets its last page without a gap, also while a receipt changes older messages', async () => {
    const [agent, other] = await Promise.all([gateway.agent(0), gateway.agent(1)]);
    await agent.subscribe('conversations');
    const visitor = await gateway.visitor();
    await visitor.ok('send', text('one'));
    const conversationId = (await agent.patch((patch) => patch.set !== undefined)).set?.[0]?.id ?? '';
    await agent.command('conversation:pick-up', { conversationId });
    for (let count = 0; count < 20; count += 1) await agent.command('message:send', { conversationId, ...text(`early ${count}`) });
    for (let count = 0; count < 10; count += 1) await visitor.ok('send', text(`mine ${count}`));
    for (let count = 0; count < 50; count += 1) await agent.command('message:send', { conversationId, ...text(`late ${count}`) });
    expect((await agent.subscribe('messages', conversationId)).rows).toHaveLength(50);
    await visitor.ok('seen', { seq: 22, open: true });
    // The one who was there is told of all of them; the one who comes now gets a page.
    await agent.patch((patch) => patch.set?.some((set) => 'delivery' in set && set.seq === 3 && set.delivery === 'read') ?? false);
    const { rows } = await other.subscribe('messages', conversationId);
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, index) => index + 33));
  });

  test('an agent outside the queue sees nothing of it', async () => {
    const outsider = await gateway.agent(2);
    expect((await outsider.subscribe('conversations')).rows).toEqual([]);
    const member = await gateway.agent(0);
    await member.subscribe('conversations');
    await (await gateway.visitor()).ok('send', text('private'));
    const id = (await member.patch((patch) => patch.set !== undefined)).set?.[0]?.id ?? '';
    expect(outsider.patches).toEqual([]);
    await expect(outsider.subscribe('messages', id)).rejects.toThrow('NOT_FOUND');
    for (const [name, payload] of [
      ['conversation:pick-up', { conversationId: id }], ['conversation:close', { conversationId: id }], ['conversation:read', { conversationId: id, seq: 1 }],
      ['typing:set', { conversationId: id, typing: true }], ['message:send', { conversationId: id, ...text('x') }], ['message:list', { conversationId: id, before: 5 }],
    ] as const) {
      expect(await outsider.command(name, payload as never), name).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    }
    expect((await member.subscribe('messages', id)).rows).toHaveLength(1);
  });

  test('an agent who left the queue goes on with what it picked up, and nobody else outside sees that', async () => {
    const agent = await gateway.agent(0);
    await agent.subscribe('conversations');
    const visitor = await gateway.visitor();
    await visitor.ok('send', text('stay with me'));
    const id = (await agent.patch((patch) => patch.set !== undefined)).set?.[0]?.id ?? '';
    await agent.command('conversation:pick-up', { conversationId: id });
    await (await gateway.visitor()).ok('send', text('of the queue alone'));

    await gateway.app.admin.queues.update(gateway.queueId, { memberAccountIds: gateway.accounts.slice(1, 2) });
    const rows = async (one: typeof agent) => (await one.subscribe('conversations')).rows.map((row) => row.preview);
    await expect.poll(() => rows(agent)).toEqual(['stay with me']);
    const outsider = await gateway.agent(2);
    expect(await rows(outsider)).toEqual([]);
    await visitor.ok('send', text('still there?'));
    await agent.patch((patch) => patch.set?.some((set) => 'preview' in set && set.preview === 'still there?') ?? false);
    expect(await agent.command('message:send', { conversationId: id, ...text('Yes') })).toMatchObject({ ok: true });
    expect(outsider.patches).toEqual([]);

    await agent.command('conversation:close', { conversationId: id });
    await agent.patch((patch) => patch.remove?.includes(id) ?? false);
    expect(await rows(agent)).toEqual([]);
  });
});
