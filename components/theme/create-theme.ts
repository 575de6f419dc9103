import { defaultFont, defaultRadius, fontList, parseFont, parseRadius, type Brand } from './brand.ts';
import { contrast } from './colors.ts';
import { readTokens, writeTokens, type DesignTokens } from './design-tokens.ts';
import { colorRoles, derivePalette, pairs, type Pair, type Palette } from './palette.ts';

export interface ContrastRow extends Pair {
  scheme: 'light' | 'dark';
  ratio: number;
  holds: boolean;
}

/** A look: two palettes, a font list, a radius in px. */
export interface ThemeValues {
  light: Palette;
  dark: Palette;
  font: readonly string[];
  radius: number;
}

export interface Theme extends ThemeValues {
  /** The public tokens as one CSS rule. Light or dark follows the `color-scheme` of the page. */
  css: (selector?: string) => string;
  /** For `document.adoptedStyleSheets`: passes a strict Content-Security-Policy. Browsers only. */
  styleSheet: (selector?: string) => CSSStyleSheet;
  /** Design tokens as JSON (Design Tokens Community Group, format 2025.10). */
  tokens: () => DesignTokens;
  /** Every pair of colours the elements put upon each other, with its contrast. */
  contrasts: () => ContrastRow[];
}

/** A selector ends where a block begins; anything of the kind would let a value out of its rule. */
const unsafe = /[{}<>@;]|\/\*/;

function toCss({ light, dark, font, radius }: ThemeValues, selector: string): string {
  if (unsafe.test(selector)) throw new TypeError(`"${selector}" is not a selector`);
  const colors = colorRoles.map((role) => `  --pbx-${role}: ${light[role] === dark[role] ? light[role] : `light-dark(${light[role]}, ${dark[role]})`};`);
  return `${selector} {\n  --pbx-font: ${fontList(font)};\n  --pbx-radius: ${radius}px;\n${colors.join('\n')}\n}\n`;
}

function contrastsOf(values: ThemeValues): ContrastRow[] {
  return (['light', 'dark'] as const).flatMap((scheme) => pairs.map((pair) => {
    const ratio = contrast(values[scheme][pair.foreground], values[scheme][pair.background]);
    return { ...pair, scheme, ratio, holds: ratio >= pair.minimum };
  }));
}

function themeOf(values: ThemeValues): Theme {
  const css = (selector = ':root'): string => toCss(values, selector);
  return {
    ...values,
    css,
    styleSheet: (selector) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css(selector));
      return sheet;
    },
    tokens: () => writeTokens(values),
    contrasts: () => contrastsOf(values),
  };
}

/**
 * A whole look from one colour, one font and one radius. Both schemes are derived in OKLCH and repaired until text has a
 * contrast of 4.5:1 and what carries meaning 3:1 on every ground it stands on.
 *
 * @throws {ThemeError} `INVALID_COLOR`, `INVALID_FONT` or `INVALID_RADIUS`, with what would be right
 * @example document.adoptedStyleSheets.push(createTheme({ accent: '#7c3aed', radius: 12 }).styleSheet());
 */
export function createTheme({ accent, font = defaultFont, radius = defaultRadius }: Brand): Theme {
  return themeOf({ light: derivePalette(accent, 'light'), dark: derivePalette(accent, 'dark'), font: parseFont(font), radius: parseRadius(radius) });
}

/**
 * The theme in a file of design tokens, with whatever a designer changed in it; `contrasts()` says if it still holds.
 *
 * @throws {ThemeError} `INVALID_TOKENS`, naming the token
 */
export function readTheme(tokens: unknown): Theme {
  return themeOf(readTokens(tokens));
}
