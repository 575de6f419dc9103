import type { SpokenLanguage } from '@klapka/protocol';
import type { PbxVoicemail } from '../../../../ports/mailbox-actions.ts';
import { choice, digits, messageCount, number } from '../../shared/sounds/phrases.ts';
import { spoken } from '../../shared/sounds/prompts.ts';
import { sentFrom } from '../b2bua/reach.ts';
import type { App, Visit } from '../b2bua/visit.ts';
import type { MailboxContext } from './deposit.ts';
import type { PinGuard } from './pin-guard.ts';

/** ms a caller may think. */
const thinks = 5_000;
/** How often choices are said to somebody who presses nothing. */
const rounds = 3;

const keys = { fresh: '1', old: '2', callBack: '3', previous: '4', repeat: '5', next: '6', delete: '7', back: '*', end: '#' } as const;

export interface ListenContext extends MailboxContext {
  /** Null: it is the caller's own, or one of a group they are in. */
  guard: PinGuard | null;
}

/** Lets somebody listen to a mailbox by phone. */
export function listening(context: ListenContext): App {
  const { mailbox, language } = context;
  return {
    place: { kind: 'voicemail', number: mailbox.number, name: mailbox.name },
    async run(visit) {
      if (await mayListen(visit, context)) await new Session(visit, context).run();
      await visit.say([spoken(language, 'vm-goodbye')]);
    },
  };
}

async function mayListen(visit: Visit, { mailbox, language, guard }: ListenContext): Promise<boolean> {
  if (guard === null) return true;
  if (mailbox.pin === null) {
    await visit.say([spoken(language, 'not-allowed')]);
    return false;
  }
  while (guard.mayTry(visit)) {
    const pin = await visit.keys(thinks, [spoken(language, 'vm-password')]);
    if (guard.isRight(visit, mailbox.pin, pin)) return true;
    await visit.say([spoken(language, 'vm-incorrect')]);
  }
  return false;
}

/** One caller at one mailbox. */
class Session {
  readonly #visit: Visit;
  readonly #context: MailboxContext;
  readonly #language: SpokenLanguage;
  /** Really deleted when the caller has gone on: until then one may think better of it. */
  readonly #deleted = new Set<string>();

  constructor(visit: Visit, context: MailboxContext) {
    this.#visit = visit;
    this.#context = context;
    this.#language = context.language;
  }

  get #messages(): PbxVoicemail[] {
    return this.#context.messages.of(this.#context.mailbox.number);
  }

  async run(): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      const [fresh, old] = [this.#messages.filter(({ heard }) => !heard), this.#messages.filter(({ heard }) => heard)];
      const counts = round === 0 ? messageCount(this.#language, { fresh: fresh.length, old: old.length }) : [];
      if (fresh.length + old.length === 0) return this.#visit.say(counts);
      const choices = [...(fresh.length > 0 ? this.#choice('new-messages', keys.fresh) : []), ...(old.length > 0 ? this.#choice('old-messages', keys.old) : []), ...this.#choice('end', keys.end)];
      const key = await this.#visit.key(thinks, [...counts, ...choices]);
      if (key === keys.end) return;
      const chosen = key === keys.fresh ? fresh : key === keys.old ? old : [];
      if (key !== null && chosen.length === 0) await this.#visit.say([spoken(this.#language, 'pbx-invalid')]);
      if (chosen.length === 0) continue;
      if (await this.#playAll(chosen) === 'over') return;
      round = -1;
    }
  }

  #choice(line: 'new-messages' | 'old-messages' | 'repeat' | 'next' | 'previous' | 'delete' | 'call-back' | 'back' | 'end', key: string): string[] {
    return choice(this.#language, `menu/${line}`, key);
  }

  /** `back`: to the choice of messages. `over`: the caller has enough, or says nothing any more. */
  async #playAll(messages: readonly PbxVoicemail[]): Promise<'back' | 'over'> {
    try {
      let index = 0;
      let prompts = await this.#announced(messages, index);
      let silences = 0;
      for (;;) {
        const key = await this.#visit.key(thinks, [...prompts, ...this.#choices()]);
        silences = key === null ? silences + 1 : 0;
        prompts = [];
        if (key === keys.end || silences === rounds) return 'over';
        if (key === keys.back) return 'back';
        const message = messages[index];
        if (message && key !== null) prompts = await this.#perform(message, key);
        const step = key === keys.next ? 1 : key === keys.previous ? -1 : key === keys.repeat ? 0 : null;
        if (step === null) continue;
        if (step === 0 && message) prompts = [this.#context.messages.audio(message.id)];
        else if (messages[index + step] === undefined) prompts = [spoken(this.#language, 'vm-nomore')];
        else prompts = await this.#announced(messages, (index += step));
      }
    } finally {
      for (const id of this.#deleted) await this.#context.messages.remove(this.#context.mailbox.number, id).catch(() => undefined);
      this.#deleted.clear();
    }
  }

  /** What is said before the next choice. */
  async #perform(message: PbxVoicemail, key: string): Promise<string[]> {
    if (key === keys.delete) return this.#delete(message);
    if (key === keys.callBack) return this.#callBack(message);
    return key === keys.next || key === keys.previous || key === keys.repeat ? [] : [spoken(this.#language, 'pbx-invalid')];
  }

  #choices(): string[] {
    return [
      ...this.#choice('repeat', keys.repeat), ...this.#choice('next', keys.next), ...this.#choice('previous', keys.previous), ...this.#choice('delete', keys.delete),
      ...this.#choice('call-back', keys.callBack), ...this.#choice('back', keys.back), ...this.#choice('end', keys.end),
    ];
  }

  /** Its number, who has left it, and the message. Whoever hears its beginning has heard it. */
  async #announced(messages: readonly PbxVoicemail[], index: number): Promise<string[]> {
    const message = messages[index];
    if (!message) return [];
    const { mailbox } = this.#context;
    await this.#context.messages.setHeard(mailbox.number, message.id, true).catch(() => undefined);
    const language = this.#language;
    return [
      spoken(language, 'vm-message-number'), ...number(language, index + 1), spoken(language, 'vm-from-number'), ...digits(language, message.from.number),
      this.#context.messages.audio(message.id),
    ];
  }

  #delete({ id }: PbxVoicemail): string[] {
    if (this.#deleted.delete(id)) return [spoken(this.#language, 'vm-undeleted')];
    this.#deleted.add(id);
    return [spoken(this.#language, 'vm-deleted')];
  }

  #callBack({ from }: PbxVoicemail): string[] {
    const { call } = this.#visit;
    const { kind } = call.board.destination(from.number, sentFrom(call));
    if (kind === 'unknown') return [spoken(this.#language, 'ss-noservice')];
    if (kind === 'forbidden') return [spoken(this.#language, 'not-allowed')];
    this.#visit.goTo(from.number);
    return [];
  }
}
