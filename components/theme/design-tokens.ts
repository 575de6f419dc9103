import { parseFont, parseRadius, ThemeError } from './brand.ts';
import { fromComponents, toComponents } from './colors.ts';
import { colorRoles, type Palette } from './palette.ts';
import type { ThemeValues } from './create-theme.ts';

/** A colour token; components are sRGB, 0–1. */
export interface ColorToken {
  $type: 'color';
  $value: { colorSpace: 'srgb'; components: [number, number, number]; hex: string };
}

/** Design Tokens Community Group, format 2025.10 (designtokens.org): schemes are groups, for the format has no modes. */
export interface DesignTokens {
  $description: string;
  font: { $type: 'fontFamily'; $value: string[] };
  radius: { $type: 'dimension'; $value: { value: number; unit: 'px' } };
  light: Record<string, ColorToken>;
  dark: Record<string, ColorToken>;
}

/** Four decimals tell 256 steps apart. */
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

const colorToken = (hex: string): ColorToken => ({
  $type: 'color',
  $value: { colorSpace: 'srgb', components: toComponents(hex).map(rounded) as [number, number, number], hex },
});

const group = (palette: Palette): Record<string, ColorToken> => Object.fromEntries(colorRoles.map((role) => [role, colorToken(palette[role])]));

export function writeTokens({ light, dark, font, radius }: ThemeValues): DesignTokens {
  return {
    $description: 'A Klapka theme',
    font: { $type: 'fontFamily', $value: [...font] },
    radius: { $type: 'dimension', $value: { value: radius, unit: 'px' } },
    light: group(light),
    dark: group(dark),
  };
}

function member(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined), value);
}

function wrong(path: readonly string[], expected: string): never {
  throw new ThemeError('INVALID_TOKENS', `The token ${path.join('.')} is missing or wrong: expected ${expected}`);
}

/** The components are the value; `hex` is a fall-back for tools that know no colour spaces, so an edited file is read by what counts. */
function readColor(tokens: unknown, path: readonly string[]): string {
  const value = member(tokens, [...path, '$value']);
  const expected = 'a colour as { colorSpace: "srgb", components: [0–1, 0–1, 0–1] } or "#rrggbb"';
  if (typeof value === 'string') return /^#[0-9a-f]{6}$/i.test(value) ? value.toLowerCase() : wrong(path, expected);
  const components = member(value, ['components']);
  if (member(value, ['colorSpace']) !== 'srgb' || !Array.isArray(components) || components.length !== 3) return wrong(path, expected);
  const [r, g, b] = components as unknown[];
  const fits = (part: unknown): part is number => typeof part === 'number' && part >= 0 && part <= 1;
  return fits(r) && fits(g) && fits(b) ? fromComponents([r, g, b]) : wrong(path, expected);
}

const readPalette = (tokens: unknown, scheme: 'light' | 'dark'): Palette =>
  Object.fromEntries(colorRoles.map((role) => [role, readColor(tokens, [scheme, role])])) as Palette;

/** @throws {ThemeError} `INVALID_TOKENS`, `INVALID_FONT` or `INVALID_RADIUS` */
export function readTokens(tokens: unknown): ThemeValues {
  const font = member(tokens, ['font', '$value']);
  const names = typeof font === 'string' ? [font] : font;
  if (!Array.isArray(names) || names.length === 0 || !names.every((name) => typeof name === 'string')) return wrong(['font'], 'a list of font names');
  const radius = member(tokens, ['radius', '$value', 'value']);
  if (typeof radius !== 'number' || member(tokens, ['radius', '$value', 'unit']) !== 'px') return wrong(['radius'], '{ value: 8, unit: "px" }');
  return { light: readPalette(tokens, 'light'), dark: readPalette(tokens, 'dark'), font: (names).flatMap(parseFont), radius: parseRadius(radius) };
}
