import { readColor, type Lch } from './colors.ts';

/** What a company tells about its looks; everything else is derived. */
export interface Brand {
  /** Any CSS colour without transparency: `#0a66dc`, `rgb(10 102 220)`, `oklch(53% .19 258)`. */
  accent: string;
  /** A CSS font list, such as `"Source Sans 3", sans-serif`. The page loads the font; none is fetched here. */
  font?: string;
  /** Corner radius of controls in px, 0–24; cards and tags take theirs from it. */
  radius?: number;
}

export type ThemeErrorCode = 'INVALID_COLOR' | 'INVALID_FONT' | 'INVALID_RADIUS' | 'INVALID_TOKENS';

/** A brand or a token file that cannot be used; the message says what would be right. */
export class ThemeError extends Error {
  readonly code: ThemeErrorCode;
  constructor(code: ThemeErrorCode, message: string) {
    super(message);
    this.name = 'ThemeError';
    this.code = code;
  }
}

export const defaultFont = '"Inter", system-ui, sans-serif';
export const defaultRadius = 8;

/** @throws {ThemeError} `INVALID_COLOR` */
export function parseColor(text: string): Lch {
  const color = readColor(text);
  if (!color) throw new ThemeError('INVALID_COLOR', `"${text}" is not a colour: give a CSS colour such as #0a66dc or oklch(53% 0.19 258)`);
  if (color.alpha < 1) throw new ThemeError('INVALID_COLOR', `"${text}" is see-through: its contrast depends on what lies behind it, so give an opaque colour`);
  return color.lch;
}

const generic = /^(?:-apple-system|[a-z][a-z0-9-]*)$/i;
const name = /^[\p{L}\p{N} ._&+'-]{1,80}$/u;

/** A font list written anew from its names, so that nothing but names can reach a style sheet. @throws {ThemeError} `INVALID_FONT` */
export function parseFont(text: string): string[] {
  const names = text.split(',').map((part) => part.trim().replace(/^(["'])(.*)\1$/, '$2').trim());
  const wrong = names.find((one) => !name.test(one));
  if (wrong !== undefined) throw new ThemeError('INVALID_FONT', `"${wrong}" is not the name of a font: give a list such as "Source Sans 3", sans-serif`);
  return names;
}

export const fontList = (names: readonly string[]): string => names.map((one) => (generic.test(one) && one === one.toLowerCase() ? one : `"${one}"`)).join(', ');

/** @throws {ThemeError} `INVALID_RADIUS` */
export function parseRadius(value: number): number {
  if (!Number.isFinite(value) || value < 0 || value > 24) throw new ThemeError('INVALID_RADIUS', `The radius ${value} is out of range: give a number of px from 0 to 24`);
  return value;
}
