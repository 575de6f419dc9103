import { defaultFont, defaultRadius, fontList, parseFont, parseRadius, type Brand } from './brand.ts';
import { contrast } from './colors.ts';
import { componentColorNames, componentColors, componentPairs, type ComponentColor } from './component-tokens.ts';
import { readTokens, writeTokens, type DesignTokens } from './design-tokens.ts';
import { colorRoles, derivePalette, pairs, type ColorRole, type Pair, type Palette, type Scheme } from './palette.ts';

export interface ContrastRow extends Pair<ColorRole | ComponentColor> {
  scheme: Scheme;
  /** The two colours as `#rrggbb`, the foreground first. */
  colors: readonly [string, string];
  ratio: number;
  holds: boolean;
}

/** Colours of single things that are not those of their role, as `#rrggbb`. */
export type ComponentPalette = Partial<Record<ComponentColor, string>>;

/** A look: two palettes, a font list, a radius in px, and what single things take instead. */
export interface ThemeValues {
  light: Palette;
  dark: Palette;
  font: readonly string[];
  radius: number;
  components: Record<Scheme, ComponentPalette>;
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

/** The colour of a role or of a single thing, which is that of its role where nothing else is said. */
function colorOf({ components, ...palettes }: ThemeValues, scheme: Scheme, name: ColorRole | ComponentColor): string {
  const own = (role: string): role is ComponentColor => role in componentColors;
  return own(name) ? (components[scheme][name] ?? palettes[scheme][componentColors[name]]) : palettes[scheme][name];
}

function toCss(values: ThemeValues, selector: string): string {
  if (unsafe.test(selector)) throw new TypeError(`"${selector}" is not a selector`);
  const own = componentColorNames.filter((name) => values.components.light[name] ?? values.components.dark[name]);
  const colors = [...colorRoles, ...own].map((name) => {
    const [light, dark] = [colorOf(values, 'light', name), colorOf(values, 'dark', name)];
    return `  --pbx-${name}: ${light === dark ? light : `light-dark(${light}, ${dark})`};`;
  });
  return `${selector} {\n  --pbx-font: ${fontList(values.font)};\n  --pbx-radius: ${values.radius}px;\n${colors.join('\n')}\n}\n`;
}

function contrastsOf(values: ThemeValues): ContrastRow[] {
  return (['light', 'dark'] as const).flatMap((scheme) => [...pairs, ...componentPairs].map((pair) => {
    const colors = [colorOf(values, scheme, pair.foreground), colorOf(values, scheme, pair.background)] as const;
    const ratio = contrast(...colors);
    return { ...pair, scheme, colors, ratio, holds: ratio >= pair.minimum };
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
  return themeOf({ light: derivePalette(accent, 'light'), dark: derivePalette(accent, 'dark'), font: parseFont(font), radius: parseRadius(radius), components: { light: {}, dark: {} } });
}

/**
 * The theme in a file of design tokens, with whatever a designer changed in it; `contrasts()` says if it still holds.
 *
 * @throws {ThemeError} `INVALID_TOKENS`, naming the token
 */
export function readTheme(tokens: unknown): Theme {
  return themeOf(readTokens(tokens));
}
