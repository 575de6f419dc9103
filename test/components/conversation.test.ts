import { expect, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../components/conversation/define.ts';
import type { PbxComposer } from '../../components/composer/composer.ts';
import type { PbxConversation } from '../../components/conversation/conversation.ts';
import { makeMessage, type FakeSession } from '../../components/testing/index.ts';
import { count, drawn, log, walk } from './log.ts';
import { describeStates, mount, settle, type Room } from './room.ts';
import { waitUntil } from './wait.ts';

const mine = (element: PbxConversation): void => { element.conversationId = 'conversation-2'; };
const unassigned = (element: PbxConversation): void => { element.conversationId = 'conversation-1'; };
const button = ({ $$ }: Room<PbxConversation>, label: string): HTMLButtonElement =>
  $$<HTMLButtonElement>('button').find((one) => (one.getAttribute('aria-label') ?? one.textContent).trim() === label)!;
const composer = ({ $ }: Room<PbxConversation>): PbxComposer => $<PbxComposer>('pbx-composer');
const send = async (room: Room<PbxConversation>, text: string): Promise<void> => {
  composer(room).focus();
  await sendKeys({ type: text });
  await sendKeys({ press: 'Enter' });
  await settle(room.element);
};

function many(fake: FakeSession, count: number): void {
  const store = fake.chat.messages('conversation-2');
  store.set(Array.from({ length: count }, (_, index) => makeMessage('conversation-2', index + 1, { text: `line ${index + 1}`, at: fake.clock.now })));
  fake.conversations.patch('conversation-2', { seq: count });
}

describe('pbx-conversation', () => {
  describeStates('pbx-conversation', {
    notConnected: /Not connected/,
    loading: /Loading messages/,
    empty: /No message yet/,
    normal: /One moment, I will have a look/,
    busy: /One moment, I will have a look/,
    error: /could not be loaded/,
    noPermission: /may not see this conversation/,
    disabled: /One moment, I will have a look/,
  }, mine);

  it('says that none is chosen, and that one is signed out', async () => {
    expect((await mount('pbx-conversation')).text()).to.contain('No conversation is chosen');
    expect((await mount('pbx-conversation', 'signedOut', mine)).text()).to.contain('You are signed out');
  });

  it('is a log Conversation with days, events in words, times and marks', async () => {
    const room = await mount('pbx-conversation', 'normal', mine);
    expect(log(room).getAttribute('aria-label')).to.equal('Conversation');
    expect(room.text()).to.contain('Today').and.contain('You picked up the conversation').and.contain('read');
    expect(room.$$('.message.own')).to.have.length(1);
    expect(room.$('h2').textContent).to.equal('Alice');
  });

  it('is picked up by one agent; then one may write', async () => {
    const room = await mount('pbx-conversation', 'normal', unassigned);
    expect(composer(room)).to.equal(null);
    button(room, 'Pick up').click();
    await waitUntil(() => composer(room));
    expect(button(room, 'Close conversation').localName).to.equal('button');
    expect(room.fake.conversations.rows.get('conversation-1')?.assignee?.accountId).to.equal('account-1001');
  });

  it('says who was quicker', async () => {
    const room = await mount('pbx-conversation', 'normal', unassigned);
    room.fake.failNext('conversation:pick-up', 'ALREADY_TAKEN');
    setTimeout(() => button(room, 'Pick up').click());
    expect((await oneEvent<HTMLElementEventMap['pbx-error']>(room.element, 'pbx-error')).detail.code).to.equal('ALREADY_TAKEN');
    room.fake.chat.otherPicksUp('conversation-1', 'Petr Svoboda');
    await waitUntil(() => room.text().includes('Petr Svoboda was quicker'));
    expect(composer(room)).to.equal(null);
    await expect(room.element).to.be.accessible();
  });

  it('is closed and says what happens next', async () => {
    const room = await mount('pbx-conversation', 'normal', mine);
    button(room, 'Close conversation').click();
    await waitUntil(() => room.text().includes('This conversation is closed'));
    expect(room.text()).to.match(/closed the conversation|conversation was closed/);
    expect(composer(room)).to.equal(null);
    await expect(room.element).to.be.accessible();
  });

  it('shows a message as sending, then as sent, once', async () => {
    const room = await mount('pbx-conversation', 'normal', mine);
    room.fake.latency = 500;
    await send(room, 'It is on its way.');
    expect(room.text()).to.contain('sending…');
    await expect(room.element).to.be.accessible();
    room.fake.advance(600);
    await waitUntil(() => room.text().includes('delivered'));
    expect(room.$$('.message.own .bubble').map((one) => one.textContent)).to.deep.equal(['One moment, I will have a look.', 'It is on its way.']);
  });

  it('keeps a failed message with its reason, sends it again under the same id, or gives its text back', async () => {
    const room = await mount('pbx-conversation', 'normal', mine);
    room.fake.failNext('message:send', 'UNAVAILABLE');
    await send(room, 'Do not lose me');
    await waitUntil(() => room.text().includes('not sent'));
    await expect(room.element).to.be.accessible();
    room.fake.failNext('message:send', 'UNAVAILABLE');
    button(room, 'Send again').click();
    await waitUntil(() => room.text().includes('not sent') && room.fake.sent.filter(({ name }) => name === 'message:send').length === 2);
    const ids = room.fake.sent.filter(({ name }) => name === 'message:send').map(({ payload }) => (payload as { clientId: string }).clientId);
    expect(ids[0]).to.equal(ids[1]);
    await waitUntil(() => button(room, 'Discard'));
    button(room, 'Discard').click();
    await settle(room.element);
    expect(room.text()).not.to.contain('not sent');
    expect(composer(room).shadowRoot!.querySelector('textarea')!.value).to.equal('Do not lose me');
  });

  it('sends what was written while reconnecting once, when the connection is back', async () => {
    const room = await mount('pbx-conversation', 'reconnecting', mine);
    expect(room.text()).to.contain('Reconnecting');
    await send(room, 'queued words');
    expect(room.text()).to.contain('sending…');
    room.fake.connect();
    await waitUntil(() => room.$$('.message.own').length === 2 && !room.text().includes('sending…'));
    expect([...room.fake.chat.messages('conversation-2').all.values()].filter(({ text }) => text === 'queued words')).to.have.length(1);
  });

  it('shows a new message, tells it was read while it is in sight, and typing', async () => {
    const room = await mount('pbx-conversation', 'normal', mine);
    room.fake.visitorWrites('Are you there?', { conversationId: 'conversation-2' });
    await waitUntil(() => room.text().includes('Are you there?'));
    await waitUntil(() => room.fake.conversations.rows.get('conversation-2')?.unread === 0);
    room.fake.chat.visitorTypes(true, 'conversation-2');
    await waitUntil(() => room.text().includes('Alice is typing'));
  });

  it('marks nothing read that nobody has picked up', async () => {
    const room = await mount('pbx-conversation', 'normal', unassigned);
    expect(room.text()).to.contain('máte boty');
    expect(room.fake.sent.some(({ name }) => name === 'conversation:read')).to.equal(false);
    expect(room.text()).to.contain('New');
  });

  it('loads older messages above without moving what is read', async () => {
    const room = await mount('pbx-conversation', 'normal', mine);
    many(room.fake, 120);
    const newest = new Set(Array.from({ length: 50 }, (_, index) => `conversation-2-message-${index + 71}`));
    const store = room.fake.chat.messages('conversation-2');
    const all = [...store.all.values()];
    const older = all.filter(({ id }) => !newest.has(id)).sort((one, other) => one.seq - other.seq);
    store.remove(older.map(({ id }) => id));
    room.fake.chat.list = () => ({ messages: older.slice(-50), more: true });
    await waitUntil(() => room.$$('.message').length === 50);
    expect(log(room).scrollTop).to.be.above(0);
    log(room).scrollTop = 60;
    // Not the first: it may join the run of the message that comes before it.
    const read = room.$$('.message').filter((one) => one.getBoundingClientRect().top > log(room).getBoundingClientRect().top)[1]!;
    const { top } = read.getBoundingClientRect();
    await waitUntil(() => count(room) === 100 && log(room).scrollTop > 500);
    expect(read.isConnected).to.equal(true);
    expect(Math.abs(read.getBoundingClientRect().top - top)).to.be.below(2);
  });

  it('shows an older message that a receipt brought only when the history reaches it', async () => {
    const room = await mount('pbx-conversation', 'normal', mine);
    many(room.fake, 120);
    const store = room.fake.chat.messages('conversation-2');
    const all = [...store.all.values()].sort((one, other) => one.seq - other.seq);
    store.remove(all.filter(({ seq }) => seq < 71 && seq !== 10).map(({ id }) => id));
    room.fake.chat.list = (_id, before) => ({ messages: all.filter(({ seq }) => seq < before).slice(-50), more: before > 51 });
    const upTo120 = (from: number): number[] => Array.from({ length: 121 - from }, (_, index) => index + from);
    await waitUntil(() => drawn(room).at(-1) === 120);
    expect(drawn(room)).to.deep.equal(upTo120(71));
    button(room, 'Show older messages').click();
    await waitUntil(() => count(room) > 50);
    expect(await walk(room)).to.deep.equal(upTo120(21));
    button(room, 'Show older messages').click();
    await waitUntil(() => count(room) > 100);
    expect(await walk(room)).to.deep.equal(upTo120(1));
  });

  it('keeps the place of somebody who reads further up when a resync brings only the newest of many missed', async () => {
    const room = await mount('pbx-conversation', 'normal', mine);
    const store = room.fake.chat.messages('conversation-2');
    const line = (seq: number) => makeMessage('conversation-2', seq, { text: `line ${seq}`, at: room.fake.clock.now });
    const from = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, index) => first + index);
    room.fake.chat.list = (_id, before) => ({ messages: from(Math.max(1, before - 50), before - 1).map(line), more: before > 51 });
    store.set(from(71, 120).map(line));
    await waitUntil(() => drawn(room).length === 50);
    button(room, 'Show older messages').click();
    await waitUntil(() => count(room) === 100);
    log(room).scrollTop = 900;
    await waitUntil(() => button(room, 'New messages below'));
    const read = room.$$('.message').find((one) => one.getBoundingClientRect().top > log(room).getBoundingClientRect().top)!;
    const { top } = read.getBoundingClientRect();
    store.set(from(251, 300).map(line));
    await waitUntil(() => drawn(room).at(-1) === 300 && count(room) === 280, 'the gap is filled');
    await settle(room.element);
    expect(read.isConnected).to.equal(true);
    expect(Math.abs(read.getBoundingClientRect().top - top)).to.be.below(2);
    expect(await walk(room)).to.deep.equal(from(21, 300));
  });

  it('does not pull down somebody who reads further up, but offers the way', async () => {
    const room = await mount('pbx-conversation', 'normal', mine);
    many(room.fake, 50);
    await waitUntil(() => room.$$('.message').length === 50);
    log(room).scrollTop = 400;
    await waitUntil(() => button(room, 'New messages below'));
    room.fake.visitorWrites('psst', { conversationId: 'conversation-2' });
    await settle(room.element);
    expect(log(room).scrollTop).to.equal(400);
    button(room, 'New messages below').click();
    await waitUntil(() => log(room).scrollTop > 1000);
  });

  it('frames a large picture as narrowly as it is shown', async () => {
    const canvas = new OffscreenCanvas(900, 540);
    canvas.getContext('2d')?.fillRect(0, 0, 900, 540);
    const room = await mount('pbx-conversation', 'chat', mine);
    room.fake.files.put('/files/wide', await canvas.convertToBlob());
    const file = { id: 'f', name: 'wide.png', type: 'image/png', bytes: 900, url: '/files/wide', width: 900, height: 540 };
    room.fake.visitorWrites('', { conversationId: 'conversation-2', files: [file] });
    await waitUntil(() => room.$$<HTMLImageElement>('.picture img').at(-1)?.naturalWidth === 900);
    const image = room.$$<HTMLImageElement>('.picture img').at(-1)!;
    expect(image.offsetWidth).to.be.within(56, 320);
    expect(image.parentElement!.offsetWidth).to.equal(image.offsetWidth);
  });

  it('shows pictures in place, other files as downloads, and text as text', async () => {
    const room = await mount('pbx-conversation', 'chat', mine);
    await waitUntil(() => room.$('.picture img'));
    const picture = room.$<HTMLImageElement>('.picture img');
    expect(picture.closest('button')!.ariaLabel).to.equal('Show boots.png large, 48 kB');
    expect(picture.src).to.match(/^blob:/);
    const file = { id: 'f', name: '<b>x</b>.pdf', type: 'application/pdf', bytes: 182_000, url: '/files/f' };
    room.fake.visitorWrites('<script>alert(1)</script> https://example.com', { conversationId: 'conversation-2', files: [file] });
    await waitUntil(() => room.text().includes('<b>x</b>.pdf'));
    expect(room.$('script')).to.equal(null);
    const link = room.$$<HTMLAnchorElement>('.bubble a').at(-1)!;
    expect([link.href, link.rel]).to.deep.equal(['https://example.com/', 'noopener noreferrer nofollow ugc']);
    expect(room.$('button.file').textContent).to.match(/^Download\s*<b>x<\/b>\.pdf182 kB$/);
    await expect(room.element).to.be.accessible();
  });

  it('goes back where it is told that there is a list', async () => {
    const room = await mount('pbx-conversation', 'normal', (element) => { mine(element); element.returnable = true; });
    setTimeout(() => button(room, 'Back to the list').click());
    await oneEvent(room.element, 'pbx-back');
  });

  it('tells events in the language of the viewer, from right to left in 240 px', async () => {
    const room = await mount('pbx-conversation', 'normal', (element) => {
      mine(element);
      element.lang = 'cs';
      element.dir = 'rtl';
      element.style.setProperty('inline-size', '240px');
    });
    await waitUntil(() => log(room)?.getAttribute('aria-label') === 'Konverzace');
    expect(room.text()).to.contain('Konverzaci převzal(a) Vy').and.contain('Dnes');
    expect(room.$('.frame').scrollWidth).to.be.at.most(240);
    await expect(room.element).to.be.accessible();
  });
});
