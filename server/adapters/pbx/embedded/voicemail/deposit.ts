import { randomUUID } from 'node:crypto';
import type { SpokenLanguage } from '@klapka/protocol';
import type { PbxMailbox } from '../../../../ports/pbx-plan.ts';
import { spoken } from '../../shared/sounds/prompts.ts';
import type { App, Visit } from '../b2bua/visit.ts';
import { ownSoundFile } from '../own-sounds.ts';
import type { Messages } from './messages.ts';

/** ms of somebody's voice below which there is no message. */
const shortestVoice = 800;

export interface MailboxContext {
  messages: Messages;
  mailbox: PbxMailbox;
  language: SpokenLanguage;
  /** Of somebody's own. */
  soundsFolder: string;
  /** ms of silence after which a message is over. */
  silence: number;
}

/** Takes a message for a mailbox: greeting, tone, recording. */
export function deposit(context: MailboxContext): App {
  const { messages, mailbox, language } = context;
  return {
    place: { kind: 'voicemail', number: mailbox.number, name: mailbox.name },
    async run(visit) {
      if (messages.count(mailbox.number) >= mailbox.maximumMessages) {
        return visit.say([spoken(language, 'vm-mailboxfull'), spoken(language, 'vm-goodbye')]);
      }
      // Whoever knows the greeting skips it with any key.
      await visit.key(0, greeting(context));
      visit.forgetKeys();
      await visit.say(['beep']);
      const isThere = await record(visit, context);
      await visit.say([spoken(language, isThere ? 'vm-msgsaved' : 'vm-tooshort'), spoken(language, 'vm-goodbye')]);
    },
  };
}

function greeting({ mailbox, language, soundsFolder }: MailboxContext): string[] {
  if (mailbox.greeting !== null) return [ownSoundFile(soundsFolder, mailbox.greeting)];
  return [spoken(language, 'person-unavailable'), spoken(language, 'vm-intro')];
}

/** Whether there is a message. It is kept also when its speaker simply hangs up. */
async function record(visit: Visit, { messages, mailbox, silence }: MailboxContext): Promise<boolean> {
  const { call } = visit;
  const id = randomUUID();
  await messages.begin({ id, mailbox: mailbox.number, from: call.from, at: call.board.now(), heard: false, callId: call.id });
  let isThere = false;
  try {
    const { durationMs, voiceMs } = await visit.record(messages.audio(id), { maximum: mailbox.maximumSeconds * 1000, silence }, '#');
    isThere = voiceMs >= shortestVoice;
    if (isThere) await messages.complete(id, durationMs);
  } finally {
    if (!isThere) await messages.discard(id);
  }
  return isThere;
}
