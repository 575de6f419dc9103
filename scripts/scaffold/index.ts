import { adapter } from './adapter.ts';
import { element } from './element.ts';
import { locale } from './locale.ts';
import { store } from './store.ts';
import type { Plan } from './plan.ts';

export const usage = `npm run new element <name>          a room: class, styles, types, README, texts, story, test   (call-log)
npm run new adapter pbx <vendor>    a PBX behind PbxPort, with its contract test               (yeastar)
npm run new adapter channel <vendor>  a messaging channel behind ChannelPort, with its test    (twilio)
npm run new store <name>            live rows of a new kind, with their test                   (parking-slots)
npm run new locale <language>       another language; what it lacks is said in English         (de)`;

/** Folders of components/ that are no rooms. */
const reserved = new Set(['core', 'controllers', 'shared', 'theme', 'testing', 'locales', 'dist', 'common', 'errors']);

function named(name: string | undefined, like = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/): string {
  if (!name || !like.test(name) || reserved.has(name)) throw new Error(`"${name ?? ''}" is no name for it: kebab-case, and none of ${[...reserved].join(', ')}\n\n${usage}`);
  return name;
}

/** What the words of a command line ask for. Throws with what to type instead. */
export function planOf([kind, first, second, ...rest]: readonly string[]): Plan {
  const extra = kind === 'adapter' ? rest : [second, ...rest].filter((word) => word !== undefined);
  if (extra.length > 0) throw new Error(`Too many words: ${extra.join(' ')}\n\n${usage}`);
  switch (kind) {
    case 'element': return element(named(first));
    case 'adapter': return adapter(first ?? '', named(second));
    case 'store': return store(named(first));
    case 'locale': return locale(named(first, /^[a-z]{2,3}$/));
    default: throw new Error(usage);
  }
}
