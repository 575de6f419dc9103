import type { Conversation, FileRef, Message } from '@klapka/protocol';
import { makeConversation, makeMessage } from './data.ts';
import type { FakeSession } from './fake-session.ts';
import { boots } from './made-files.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const jana = { accountId: 'account-1001', name: 'Jana Nováková' };
const petr = { accountId: 'account-1002', name: 'Petr Svoboda' };

/** A message as it is told here: who, how many minutes ago, what, and what else is to know. */
type Told = [who: 'visitor' | 'jana' | 'petr' | Message['event'], ago: number, text?: string, more?: Partial<Message>];

const file = (id: string, name: string, type: string, bytes: number, more: Partial<FileRef> = {}): FileRef => ({
  id, name, type, bytes, url: `/files/${id}`, ...more,
});

function thread(): Told[] {
  const yesterday = day / minute;
  return [
    ['started', yesterday + 52],
    ['visitor', yesterday + 52, 'Good morning, do you have the Sněžka boots in 39?'],
    ['picked-up', yesterday + 50, '', { author: petr }],
    ['petr', yesterday + 49, 'Good morning! One pair is left in Brno. Shall I put it aside for you?'],
    ['visitor', yesterday + 44, 'Yes please, under Malá. I can come on Friday after four.'],
    ['petr', yesterday + 42, 'It waits for you until Saturday noon.'],
    ['closed', yesterday + 40, '', { author: petr }],
    ['reopened', 31],
    ['visitor', 31, 'Hello again, I have tried the boots on.'],
    ['visitor', 31, 'They fit, but the left one looks like this at the heel:'],
    ['visitor', 30, '', { files: [file('file-demo', 'heel.png', 'image/png', 248_211, { width: 640, height: 480 })] }],
    ['picked-up', 28, '', { author: jana }],
    ['jana', 27, 'Good morning, Mrs Malá. I am sorry about that, this should not have left the shop.'],
    ['jana', 26, 'Would you rather have another pair, or the money back?'],
    ['visitor', 14, 'Another pair, if you have one.'],
    ['jana', 12, 'One arrives on Thursday. Here is the label, the courier takes the old pair with him: https://shop.example.com/returns/4411', {
      files: [file('file-label', 'return-label-4411.pdf', 'application/pdf', 86_400)],
    }],
    ['visitor', 3, 'Wonderful, thank you!'],
    ['visitor', 2, 'Can he come after three?'],
  ];
}

function messages(id: string, now: number, told: readonly Told[]): Message[] {
  return told.map(([who, ago, text = '', more = {}], index) => {
    const from = who === 'visitor' ? 'visitor' : who === 'jana' || who === 'petr' ? 'agent' : 'system';
    const about: Partial<Message> = from === 'agent' ? { author: who === 'jana' ? jana : petr, delivery: 'read' } : from === 'system' ? { event: who as NonNullable<Message['event']> } : {};
    return makeMessage(id, index + 1, { from, at: now - ago * minute, text, ...about, ...more });
  });
}

function row(id: string, now: number, ago: number, preview: string, more: Partial<Conversation>): Conversation {
  const seq = more.seq ?? 1;
  return makeConversation(id, now, { preview, lastFrom: 'visitor', lastAt: now - ago * minute, createdAt: now - ago * minute, seq, pageUrl: 'https://shop.example.com/boots', ...more });
}

/** Everybody else who writes on this day. */
const others = (now: number): Conversation[] => [
  row('day-2', now, 0, 'Hi, is the blue jacket still in stock in M?', { contact: { id: 'visitor-7f2a' }, unread: 1, online: true }),
  row('day-3', now, 8, 'Can you call me back after 3 pm?', { contact: { id: 'visitor-c19d', name: 'Karel Novotný' }, unread: 2, online: true }),
  row('day-4', now, 16, 'I have sent the invoice to your address.', { contact: { id: 'visitor-55e1', name: 'Ingrid Falk' }, assignee: jana, lastFrom: 'agent', online: true }),
  row('day-5', now, 47, 'Then I take two, one in red.', { contact: { id: 'visitor-e03b', name: 'Matěj Šimek' }, assignee: petr, online: true, typing: true }),
  row('day-6', now, 95, '', { contact: { id: 'visitor-91aa' }, assignee: jana }),
  row('day-7', now, 190, 'Thank you, have a nice day!', { contact: { id: 'visitor-d7f0', name: 'Zofia Malinowska' }, assignee: jana, lastFrom: 'agent' }),
  row('day-8', now, 60 * 26, 'That is all, thanks.', { contact: { id: 'visitor-20c4', name: 'Ota Beneš' }, assignee: petr, state: 'closed' }),
];

/** An agent's ordinary day: eight conversations in every state, and a long one with a picture and a file, `day-1`. */
export function fillInbox(fake: FakeSession): void {
  const { now } = fake.clock;
  const told = messages('day-1', now, thread());
  fake.files.put('/files/file-demo', boots);
  fake.files.put('/files/file-label', new Blob(['%PDF-1.7\n'], { type: 'application/pdf' }));
  fake.chat.messages('day-1').set(told);
  const lastRead = told.findLast(({ from }) => from === 'agent')?.seq ?? 0;
  const contact = { id: 'visitor-3b8e', name: 'Petra Malá' };
  const open = row('day-1', now, 2, 'Can he come after three?', { contact, assignee: jana, seq: told.length, readSeq: lastRead, unread: 2, online: true });
  const rest = others(now);
  for (const { id, preview, lastFrom, lastAt } of rest) {
    const minutes = (now - lastAt) / minute;
    fake.chat.messages(id).set(messages(id, now, [[lastFrom === 'agent' ? 'jana' : 'visitor', minutes, preview || 'It is this one.']]));
  }
  fake.conversations.set([open, ...rest]);
}
