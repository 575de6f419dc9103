import type { Message } from '@klapka/protocol';
import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../components/conversation/define.ts';
import type { PbxConversation } from '../../components/conversation/conversation.ts';
import { makeMessage } from '../../components/testing/index.ts';
import { count, drawn, log, scrollTo, walk } from './log.ts';
import { mount, settle, type Room } from './room.ts';
import { waitUntil } from './wait.ts';

type Conversation = Room<PbxConversation>;

/** Of every height there is: a word, some lines, a link, and once 10,000 characters. */
function words(seq: number): string {
  if (seq === 250) return 'a long story '.repeat(800).slice(0, 10_000);
  return `${seq} ${'and then something happened '.repeat((seq * 7) % 23)} https://example.com/${seq}`;
}

/** A conversation of `many` messages of which one sees the end. */
async function long(many = 300, change: (message: Message) => Message = (message) => message): Promise<Conversation> {
  const room = await mount('pbx-conversation', 'chatFiles', (element) => { element.conversationId = 'conversation-2'; });
  const from = (seq: number): 'visitor' | 'agent' => (seq % 3 ? 'visitor' : 'agent');
  const store = room.fake.chat.messages('conversation-2');
  store.set(Array.from({ length: many }, (_, index) => change(makeMessage('conversation-2', index + 1, { text: words(index + 1), from: from(index + 1), at: room.fake.clock.now - (many - index) * 60_000 }))));
  room.fake.conversations.patch('conversation-2', { seq: many });
  await waitUntil(() => drawn(room).at(-1) === many);
  await settle(room.element);
  return room;
}

const message = ({ $ }: Conversation, seq: number): HTMLElement => $(`[data-seq="${seq}"]`);
const itemOf = (room: Conversation, seq: number): Element => message(room, seq).closest('.item')!;
const below = (room: Conversation): number => log(room).scrollHeight - log(room).clientHeight - log(room).scrollTop;
const topOf = (element: Element): number => element.getBoundingClientRect().top;
/** The first message in sight. */
const inSight = (room: Conversation): HTMLElement => room.$$('.message').find((one) => one.getBoundingClientRect().bottom > topOf(log(room)))!;

describe('a long conversation', () => {
  const errors: string[] = [];
  const failed = ({ message: text }: ErrorEvent): void => void errors.push(text);
  beforeEach(() => {
    errors.length = 0;
    window.addEventListener('error', failed);
  });
  afterEach(() => {
    window.removeEventListener('error', failed);
    expect(errors).to.deep.equal([]);
  });

  it('is drawn in part, begins at its end, and every message is met on the way up', async () => {
    const room = await long();
    expect(drawn(room).length).to.be.below(60);
    expect(below(room)).to.be.below(1);
    expect(await walk(room)).to.deep.equal(Array.from({ length: 300 }, (_, index) => index + 1));
    expect(drawn(room).length).to.be.below(60);
  });

  it('tells which message of how many each one is', async () => {
    const room = await long();
    const { role, ariaPosInSet, ariaSetSize } = itemOf(room, 299);
    expect([role, ariaPosInSet, ariaSetSize]).to.deep.equal(['article', '299', '300']);
    await expect(room.element).to.be.accessible();
  });

  it('does not jump while one scrolls to what was never measured', async () => {
    const room = await long();
    await scrollTo(room, log(room).scrollTop - 250);
    while (log(room).scrollTop > 300) {
      const read = inSight(room);
      const [top, at] = [topOf(read), log(room).scrollTop];
      await scrollTo(room, at - 250);
      expect(read.isConnected).to.equal(true);
      expect(topOf(read) - top).to.be.closeTo(250, 2);
    }
  });

  it('shows messages wherever one jumps to, in a narrow room from right to left too', async () => {
    const room = await long();
    room.element.dir = 'rtl';
    room.element.style.setProperty('inline-size', '280px');
    await settle(room.element);
    expect(below(room)).to.be.below(1);
    for (const part of [0.5, 0.1, 0.8, 0.3]) {
      await scrollTo(room, log(room).scrollHeight * part);
      const { left, top, width, height } = log(room).getBoundingClientRect();
      for (const line of [0.1, 0.5, 0.9]) {
        const there = room.element.shadowRoot!.elementsFromPoint(left + width / 2, top + height * line);
        expect(there.some((one) => one.matches('.item')), `at ${part}, ${line}`).to.equal(true);
      }
    }
  });

  it('follows its end while messages come', async () => {
    const room = await long();
    for (let more = 0; more < 5; more += 1) room.fake.visitorWrites(words(more), { conversationId: 'conversation-2' });
    await waitUntil(() => count(room) === 305);
    await settle(room.element);
    expect(below(room)).to.be.below(1);
    expect(drawn(room).length).to.be.below(60);
  });

  it('leaves alone who reads further up, and announces only what is new', async () => {
    const room = await long();
    await scrollTo(room, 4000);
    const read = inSight(room);
    const top = topOf(read);
    room.fake.visitorWrites('psst', { conversationId: 'conversation-2' });
    await waitUntil(() => count(room) === 301);
    await settle(room.element);
    expect(topOf(read)).to.be.closeTo(top, 1);
    const announced = room.$$('.item:not([aria-live="off"]) .message').map(({ dataset }) => dataset['seq']);
    expect(announced).to.deep.equal(['301']);
  });

  it('goes back to its end at once', async () => {
    const room = await long();
    await scrollTo(room, 2000);
    room.$<HTMLButtonElement>('.below button').click();
    await settle(room.element);
    await waitUntil(() => below(room) < 1 && !room.$('.below'));
    expect(drawn(room).slice(-5)).to.deep.equal([296, 297, 298, 299, 300]);
  });

  it('keeps the message that has the focus, and its place among the others', async () => {
    const room = await long();
    const focused = (): string | null => room.element.shadowRoot!.activeElement!.getAttribute('href');
    message(room, 298).querySelector<HTMLElement>('a')!.focus();
    await scrollTo(room, 1000);
    const [far] = drawn(room);
    expect(focused()).to.equal('https://example.com/298');
    expect(drawn(room)).to.include(298).and.not.include(290);
    await sendKeys({ press: 'Tab' });
    await waitUntil(() => !drawn(room).includes(far!), 'drawn around what has the focus now');
    expect(focused()).to.equal('https://example.com/299');
  });

  it('plays a recording on that is out of sight', async () => {
    const file = { id: 'wav', name: 'recording.wav', type: 'audio/wav', bytes: 2000, url: '/files/recording.wav' };
    const room = await long(300, (one) => (one.seq === 299 ? { ...one, files: [file] } : one));
    room.$<HTMLButtonElement>('.play').click();
    await waitUntil(() => room.$<HTMLAudioElement>('audio')?.currentTime > 0);
    const audio = room.$<HTMLAudioElement>('audio');
    await scrollTo(room, 1000);
    expect(drawn(room)).to.include(299).and.not.include(298);
    expect([audio.isConnected, audio.paused]).to.deep.equal([true, false]);
  });
});
