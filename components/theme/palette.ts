import { parseColor } from './brand.ts';
import { contrast, mix, toHex as hex, type Lch } from './colors.ts';

/** The roles a colour can have; each is a public token, `ink2` as `--pbx-ink-2`. */
export const colorRoles = [
  'canvas', 'surface', 'raised', 'sunken', 'line', 'line-strong', 'ink', 'ink-2', 'ink-3',
  'accent', 'accent-ink', 'accent-soft', 'accent-text',
  'good', 'good-ink', 'good-soft', 'good-text', 'warn', 'warn-soft', 'warn-text', 'bad', 'bad-ink', 'bad-soft', 'bad-text', 'calm',
] as const;
export type ColorRole = (typeof colorRoles)[number];
/** Colours of one scheme as `#rrggbb`: what is checked is what is shown. */
export type Palette = Record<ColorRole, string>;
export type Scheme = 'light' | 'dark';

export interface Pair<Role extends string = ColorRole> {
  foreground: Role;
  background: Role;
  /** WCAG 2.2 contrast ratio: 4.5 for text (1.4.3), 3 for what carries meaning without text (1.4.11). */
  minimum: 4.5 | 3;
}

const on = (minimum: 4.5 | 3, foreground: ColorRole, ...backgrounds: ColorRole[]): Pair[] => backgrounds.map((background) => ({ foreground, background, minimum }));
const grounds = ['surface', 'canvas', 'raised', 'sunken'] as const;
/** Bars, bands and rows that ring or are chosen; people and their states stand on them too. */
const softGrounds = ['accent-soft', 'good-soft', 'warn-soft', 'bad-soft'] as const;

/** Every pair of roles the elements put upon each other. */
export const pairs: readonly Pair[] = [
  ...on(4.5, 'ink', ...grounds, ...softGrounds),
  // initials in the chat window
  ...on(4.5, 'ink', 'line'),
  ...on(4.5, 'ink-2', ...grounds, ...softGrounds),
  ...on(4.5, 'ink-3', ...grounds),
  // the icons of a row that rings or has the focus
  ...on(3, 'ink-3', 'accent-soft', 'warn-soft'),
  ...on(3, 'line-strong', ...grounds),
  ...on(3, 'calm', ...grounds, 'accent-soft'),
  ...on(3, 'accent', ...grounds, 'accent-soft'),
  ...on(4.5, 'accent-ink', 'accent'),
  ...on(4.5, 'accent-text', ...grounds, 'accent-soft'),
  ...(['good', 'warn', 'bad'] as const).flatMap((meaning) => [
    ...on(3, meaning, ...grounds, 'accent-soft', `${meaning}-soft`),
    ...on(4.5, `${meaning}-text`, ...grounds, `${meaning}-soft`),
  ]),
  ...on(4.5, 'good-ink', 'good'),
  ...on(4.5, 'bad-ink', 'bad'),
];

/** How much of the ink a pressed or hovered button takes on: its label must stay readable there too. */
const hoverShare = 0.12;

/** Moves a colour's lightness away from its grounds, as little as it takes. Hue and, where sRGB has it, chroma stay. */
function repaired([l, c, h]: Lch, backgrounds: readonly string[], minimum: number, scheme: Scheme): string {
  const step = scheme === 'light' ? -0.005 : 0.005;
  for (let at = l; at >= 0 && at <= 1; at += step) {
    const color = hex([at, c, h]);
    if (backgrounds.every((background) => contrast(color, background) >= minimum)) return color;
  }
  return scheme === 'light' ? '#000000' : '#ffffff';
}

const inkHolds = (ink: string, color: string, pageInk: string): boolean => contrast(ink, color) >= 4.5 && contrast(ink, mix(color, pageInk, hoverShare)) >= 4.5;

/**
 * A filled colour and the ink upon it. Light schemes prefer white: the colour may darken by up to .07 for it, for the eye takes
 * that as the same brand. Beyond that the ink turns dark. Black or white always reaches 4.58:1, so this ends.
 */
function filled([l, c, h]: Lch, scheme: Scheme, pageInk: string): { fill: Lch; ink: string } {
  const dark = hex([0.17, Math.min(c, 0.03), h]);
  if (scheme === 'light') {
    for (let down = 0; down <= 0.07; down += 0.005) if (inkHolds('#ffffff', hex([l - down, c, h]), pageInk)) return { fill: [l - down, c, h], ink: '#ffffff' };
  }
  for (let up = 0; l + up <= 1; up += 0.005) if (inkHolds(dark, hex([l + up, c, h]), pageInk)) return { fill: [l + up, c, h], ink: dark };
  return { fill: [1, 0, h], ink: dark };
}

/** Lightness and chroma of each role before repair; the neutral ones lean to the brand's hue as far as the brand has one. */
const table = {
  light: {
    canvas: [0.97, 0.005], surface: [1, 0], raised: [1, 0], sunken: [0.955, 0.005], line: [0.91, 0.01],
    lineStrong: [0.62, 0.015], ink: [0.24, 0.015], ink2: [0.47, 0.015], ink3: [0.53, 0.015], calm: [0.6, 0.015],
    accentSoft: [0.955, 0.025], accentText: [0.47, 0.18],
  },
  dark: {
    canvas: [0.17, 0.015], surface: [0.21, 0.015], raised: [0.25, 0.015], sunken: [0.15, 0.015], line: [0.3, 0.015],
    lineStrong: [0.6, 0.015], ink: [0.95, 0.005], ink2: [0.76, 0.015], ink3: [0.69, 0.015], calm: [0.6, 0.015],
    accentSoft: [0.3, 0.07], accentText: [0.8, 0.11],
  },
} as const;

/** Meanings keep their hue whatever the brand: green is free, amber waits, red is busy or ends. */
const meanings = {
  light: { good: [0.5, 0.13, 152], goodSoft: [0.955, 0.04, 152], goodText: [0.44, 0.11, 152], warn: [0.62, 0.14, 65], warnSoft: [0.96, 0.04, 65], warnText: [0.47, 0.1, 65], bad: [0.57, 0.2, 25], badSoft: [0.955, 0.025, 25], badText: [0.48, 0.18, 25] },
  dark: { good: [0.76, 0.16, 152], goodSoft: [0.29, 0.05, 152], goodText: [0.82, 0.14, 152], warn: [0.8, 0.14, 75], warnSoft: [0.31, 0.05, 75], warnText: [0.86, 0.12, 80], bad: [0.7, 0.17, 25], badSoft: [0.3, 0.07, 25], badText: [0.82, 0.11, 25] },
} as const satisfies Record<Scheme, Record<string, Lch>>;

/** In a dark scheme a brand's colour must shine without glaring. */
const accentOf = ([l, c, h]: Lch, scheme: Scheme): Lch =>
  (scheme === 'light' ? [l, c, h] : [Math.min(0.86, Math.max(0.72, l)), Math.min(c, 0.14), h]);

/**
 * The colours of one scheme from one brand colour.
 * @throws {ThemeError} `INVALID_COLOR`
 */
export function derivePalette(accent: string, scheme: Scheme): Palette {
  const brand = parseColor(accent);
  const [, chroma, hue] = brand;
  const share = Math.min(1, chroma / 0.08);
  const neutral = ([l, c]: readonly [number, number]): Lch => [l, c * share, hue];
  const own = ([l, c]: readonly [number, number]): Lch => [l, Math.min(c, chroma), hue];
  const t = table[scheme];
  const m = meanings[scheme];

  const [canvas, surface, raised, sunken] = [t.canvas, t.surface, t.raised, t.sunken].map((one) => hex(neutral(one))) as [string, string, string, string];
  const all = [canvas, surface, raised, sunken];
  const soft = { accent: hex(own(t.accentSoft)), good: hex(m.goodSoft), warn: hex(m.warnSoft), bad: hex(m.badSoft) };
  const text = (color: Lch, ...more: string[]): string => repaired(color, [...all, ...more], 4.5, scheme);
  const sign = (color: Lch, ...more: string[]): string => repaired(color, [...all, soft.accent, ...more], 3, scheme);

  const softs = Object.values(soft);
  const ink = text(neutral(t.ink), ...softs, hex(neutral(t.line)));
  /** Seen against its grounds first, then its ink; an ink that moved it is checked against the grounds again. */
  const fill = (color: Lch, ...more: string[]): { fill: string; ink: string } => {
    const seen = parseColor(sign(color, ...more));
    const found = filled(seen, scheme, ink);
    const shown = hex(found.fill);
    if ([...all, soft.accent, ...more].every((ground) => contrast(shown, ground) >= 3)) return { fill: shown, ink: found.ink };
    // Only a light scheme comes here, where a pale fill took dark ink and paled further: deepen it until white ink holds.
    for (let l = seen[0]; l >= 0; l -= 0.005) {
      const deep = hex([l, seen[1], seen[2]]);
      if (inkHolds('#ffffff', deep, ink)) return { fill: deep, ink: '#ffffff' };
    }
    return { fill: '#000000', ink: '#ffffff' };
  };
  const accentFill = fill(accentOf(brand, scheme));
  const good = fill(m.good, soft.good);
  const bad = fill(m.bad, soft.bad);

  return {
    canvas, surface, raised, sunken, line: hex(neutral(t.line)), 'line-strong': sign(neutral(t.lineStrong)),
    ink, 'ink-2': text(neutral(t.ink2), ...softs), 'ink-3': text(neutral(t.ink3)),
    accent: accentFill.fill, 'accent-ink': accentFill.ink, 'accent-soft': soft.accent, 'accent-text': text(own(t.accentText), soft.accent),
    good: good.fill, 'good-ink': good.ink, 'good-soft': soft.good, 'good-text': text(m.goodText, soft.good),
    warn: sign(m.warn, soft.warn), 'warn-soft': soft.warn, 'warn-text': text(m.warnText, soft.warn),
    bad: bad.fill, 'bad-ink': bad.ink, 'bad-soft': soft.bad, 'bad-text': text(m.badText, soft.bad),
    calm: sign(neutral(t.calm)),
  };
}
