// The public tokens of the theme, as a manifest tells them: name, what it is without a page's word, what it is for.
import { componentColors, componentShapes } from '../../components/theme/component-tokens.ts';
import { tokens as sheet } from '../../components/theme/tokens.styles.ts';

export interface Token {
  name: string;
  default: string;
  description: string;
}

/** What a token is for, by its name; first match. */
const purposes: readonly [RegExp, string][] = [
  [/^message-own/, 'One\'s own messages: the bubble, and the text in it'],
  [/^message/, 'Messages of the other side: the bubble, and the text in it; its roundness goes for both'],
  [/^chat-header/, 'Head of the chat window, and the text in it'],
  [/^key/, 'Keys of the telephone\'s keypad, and what is written on them'],
  [/^call-(ringing|talking|held|ended)/, 'The state of a call: its band, and the text and sign in it'],
  [/^presence/, 'The sign of somebody\'s state; its shape says the same'],
  [/^card-radius$/, 'Roundness of cards: calls, dialer, sign-in'],
  [/^button-radius$/, 'Roundness of buttons'],
  [/^font$/, 'Font family'],
  [/^text$/, 'Size of ordinary text'],
  [/^text-(xs|s)$/, 'Size of what is smaller, such as times and counters'],
  [/^text/, 'Size of what is larger, such as names and headings'],
  [/^space/, 'Distance between and inside parts'],
  [/^radius/, 'Roundness of corners'],
  [/^row$/, 'Height of a row in a list'],
  [/^control$/, 'Height of buttons and fields'],
  [/^motion$/, 'Time and curve of what moves'],
  [/^neutral$/, 'The tint of all that is grey: surfaces, lines and text follow it'],
  [/^canvas$/, 'Background of a whole page'],
  [/^surface$/, 'Background of what content lies on: lists, panels'],
  [/^raised$/, 'Background of what lies above it: cards of calls, menus, dialogs'],
  [/^sunken$/, 'Background of what lies beneath it: search fields, keys, messages, what the pointer is on'],
  [/^line$/, 'Lines that only divide'],
  [/^line-strong$/, 'Lines that carry meaning, such as the border of a field'],
  [/^ink$/, 'Text: what a thing is'],
  [/^ink-2$/, 'Text about it: details, labels'],
  [/^ink-3$/, 'Text and icons beside it: times, hints'],
  [/^(accent|good|bad)-ink$/, 'Text and icons on a ground of that colour'],
  [/^(accent|good|warn|bad)-soft$/, 'Soft ground in the tint of that colour: what is chosen, what rings, a band'],
  [/^(accent|good|warn|bad)-text$/, 'Text in that colour, on its soft ground too'],
  [/^accent/, 'What can be pressed and what is chosen'],
  [/^good/, 'Meaning: available, talking, done'],
  [/^warn/, 'Meaning: away, on hold, look here'],
  [/^bad/, 'Meaning: busy, failed, hang up'],
  [/^calm$/, 'Meaning: offline, nothing to do'],
  [/^shadow/, 'Elevation: 1 lies, 2 floats, 3 is above all'],
];

const token = (name: string, standard: string): [string, Token] =>
  [name, { name: `--pbx-${name}`, default: standard, description: purposes.find(([pattern]) => pattern.test(name))?.[1] ?? '' }];

/** Every token of the theme by its name without `--pbx-`, those of single things after the others. */
export const themeTokens: ReadonlyMap<string, Token> = new Map([
  ...[...sheet.cssText.matchAll(/var\(--pbx-([\w-]+), (.+)\);$/gm)].map(([, name = '', standard = '']) => token(name, standard.replaceAll('var(--_', 'var(--pbx-'))),
  ...Object.entries({ ...componentColors, ...componentShapes }).map(([name, role]) => token(name, `var(--pbx-${role})`)),
]);

/** The tokens of the theme a class header names: `@tokens accent ink radius`. Throws on one there is not. */
export function tokensOf(source: string): Token[] {
  const names = /^ \* @tokens (.+)$/m.exec(source)?.[1]?.trim().split(/\s+/) ?? [];
  return names.map((name) => {
    const known = themeTokens.get(name);
    if (!known) throw new Error(`There is no token --pbx-${name}`);
    return known;
  });
}
