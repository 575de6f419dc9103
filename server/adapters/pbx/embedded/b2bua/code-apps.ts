import type { SpokenLanguage } from '@klapka/protocol';
import type { PbxRequest } from '../../../../ports/pbx.ts';
import { digits } from '../../shared/sounds/phrases.ts';
import { spoken } from '../../shared/sounds/prompts.ts';
import type { PromptName } from '../../shared/sounds/prompts.ts';
import type { Call } from './call.ts';
import type { App } from './visit.ts';

/* What a dialled code does. Each is over in a sentence. */

/** Says one thing. */
export const saying = (language: SpokenLanguage, ...names: PromptName[]): App => ({ run: (visit) => visit.say(names.map((name) => spoken(language, name))) });

/** Asks the gateway for something, and says that it is done. */
export function asking(prompts: readonly string[], ask: (request: PbxRequest) => void, request: PbxRequest): App {
  return {
    async run(visit) {
      visit.answer();
      ask(request);
      await visit.say(prompts);
    },
  };
}

export const forwardingTo = (language: SpokenLanguage, number: string): string[] => [spoken(language, 'forwarding-to'), ...digits(language, number)];

/** Takes what rings elsewhere for the phone that has dialled: the longest of these calls. */
export function pickingUp(language: SpokenLanguage, ringing: () => readonly Call[]): App {
  return {
    async run(visit) {
      const { call: own, caller } = visit;
      visit.answer();
      const [call] = ringing().filter((candidate) => candidate !== own && candidate.main?.claimed === false).toSorted((one, other) => one.startedAt - other.startedAt);
      if (!call?.main) return visit.say([spoken(language, 'pickup-none')]);
      call.main.cancel('answered-elsewhere');
      own.give(caller);
      caller.role = 'callee';
      caller.delegate = call.legDelegate;
      call.goesOnWith(caller);
      own.end('transferred', 'pbx');
      call.connect();
    },
  };
}
