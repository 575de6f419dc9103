// The public tokens of the theme, as a manifest tells them: name, what it is without a page's word, what it is for.
import { tokens as sheet } from '../../components/theme/tokens.styles.ts';

export interface Token {
  name: string;
  default: string;
  description: string;
}

/** What a token is for, by its name; first match. */
const purposes: readonly [RegExp, string][] = [
  [/^font$/, 'Font family'],
  [/^text/, 'Size of text'],
  [/^space/, 'Distance between and inside parts'],
  [/^radius/, 'Roundness of corners'],
  [/^row$/, 'Height of a row in a list'],
  [/^control$/, 'Height of buttons and fields'],
  [/^motion$/, 'Time and curve of what moves'],
  [/^canvas$/, 'Background of a whole page'],
  [/^(surface|raised|sunken)$/, 'Background: what content lies on, what lies above it, what lies beneath'],
  [/^line/, 'Lines; the strong one carries meaning'],
  [/^ink/, 'Text: what it is, what is about it, what stands beside it'],
  [/^accent-ink$/, 'Text on the accent'],
  [/^accent/, 'What can be pressed and what is chosen'],
  [/^good/, 'Meaning: available, talking, done'],
  [/^warn/, 'Meaning: away, on hold, look here'],
  [/^bad/, 'Meaning: busy, failed, hang up'],
  [/^calm$/, 'Meaning: offline, nothing to do'],
  [/^shadow/, 'Elevation'],
];

/** Every token of the theme by its name without `--pbx-`. */
export const themeTokens: ReadonlyMap<string, Token> = new Map(
  [...sheet.cssText.matchAll(/var\(--pbx-([\w-]+), (.+)\);$/gm)].map(([, name = '', standard = '']) => {
    const description = purposes.find(([pattern]) => pattern.test(name))?.[1] ?? '';
    return [name, { name: `--pbx-${name}`, default: standard.replaceAll('var(--_', 'var(--pbx-'), description }];
  }),
);

/** The tokens of the theme a class header names: `@tokens accent ink radius`. Throws on one there is not. */
export function tokensOf(source: string): Token[] {
  const names = /^ \* @tokens (.+)$/m.exec(source)?.[1]?.trim().split(/\s+/) ?? [];
  return names.map((name) => {
    const token = themeTokens.get(name);
    if (!token) throw new Error(`There is no token --pbx-${name}`);
    return token;
  });
}
