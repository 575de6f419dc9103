import { menuKeys } from '@klapka/protocol';
import type { Menu, MenuKey, SpokenLanguage } from '@klapka/protocol';
import { spoken } from '../../shared/sounds/prompts.ts';
import { ownSoundFile } from '../own-sounds.ts';
import type { App, Visit } from './visit.ts';

/** ms between two digits of a number that is pressed. */
const betweenDigits = 2_000;

export interface MenuContext {
  language: SpokenLanguage;
  /** Of somebody's own; null: there are none. */
  soundsFolder: string | null;
  extensions: readonly string[];
}

/** What comes of what was pressed so far: a number, nothing any more, or it depends on the next key; `atOnce` without it. */
export type Choice = { to: string } | { invalid: true } | { more: true; atOnce: string | null };

export function choice({ keys, directDial }: Pick<Menu, 'keys' | 'directDial'>, extensions: readonly string[], pressed: string): Choice {
  const chosen = (isKey(pressed) ? keys[pressed] : undefined) ?? (directDial && extensions.includes(pressed) ? pressed : null);
  const longer = directDial && extensions.some((number) => number.startsWith(pressed) && number !== pressed);
  if (longer) return { more: true, atOnce: chosen };
  return chosen === null ? { invalid: true } : { to: chosen };
}

const isKey = (pressed: string): pressed is MenuKey => menuKeys.some((key) => key === pressed);

/** Says what may be pressed and sends the caller there. */
export function menuApp(menu: Menu, { language, soundsFolder, extensions }: MenuContext): App {
  const announcement = menu.announcement === null || soundsFolder === null ? [] : [ownSoundFile(soundsFolder, menu.announcement)];
  return {
    place: { kind: 'menu', number: menu.number, name: menu.name },
    async run(visit) {
      for (let round = 0; round < menu.rounds; round++) {
        const key = await visit.key(menu.waitSeconds * 1000, announcement);
        const to = key === null ? null : await numberOf(visit, menu, extensions, key);
        if (to !== null) return visit.goTo(to);
        if (key !== null) await visit.say([spoken(language, 'pbx-invalid')]);
      }
      if (menu.otherwise !== null) return visit.goTo(menu.otherwise);
      await visit.say([spoken(language, 'vm-goodbye')]);
      visit.giveUp('no-answer');
    },
  };
}

async function numberOf(visit: Visit, menu: Menu, extensions: readonly string[], first: string): Promise<string | null> {
  let pressed = first;
  for (;;) {
    const next = choice(menu, extensions, pressed);
    if ('to' in next) return next.to;
    if ('invalid' in next) return null;
    const key = await visit.key(betweenDigits);
    if (key === null) return next.atOnce;
    pressed += key;
  }
}
