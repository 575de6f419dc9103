import { nextFrame } from '@open-wc/testing';
import type { PbxConversation } from '../../components/conversation/conversation.ts';
import type { Room } from './room.ts';

type Conversation = Room<PbxConversation>;

export const log = ({ $ }: Conversation): HTMLElement => $('[role="log"]');

/** The messages that are drawn, by their number in the conversation. */
export const drawn = ({ $$ }: Conversation): number[] => $$('.message').map(({ dataset }) => Number(dataset['seq']));

/** How many messages the thread has, drawn or not. */
export const count = ({ $$ }: Conversation): number => Number($$('[aria-posinset]').at(-1)?.ariaPosInSet ?? $$('.message').length);

/** What is asked in a frame is not laid out yet; a task behind it sees what people see. */
async function painted(): Promise<void> {
  await nextFrame();
  await new Promise((done) => setTimeout(done));
}

/** Scrolls, and waits for what is drawn there. */
export async function scrollTo(room: Conversation, top: number): Promise<void> {
  log(room).scrollTop = top;
  await painted();
  await room.element.updateComplete;
  await painted();
}

/** Every message one meets from the end up to the first, not near enough to it to load more. */
export async function walk(room: Conversation): Promise<number[]> {
  const met = new Set<number>();
  await scrollTo(room, log(room).scrollHeight);
  for (;;) {
    drawn(room).forEach((seq) => met.add(seq));
    const { scrollTop } = log(room);
    if (scrollTop <= 200) return [...met].sort((one, other) => one - other);
    await scrollTo(room, Math.max(200, scrollTop - 250));
  }
}
