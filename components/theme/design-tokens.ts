import { parseFont, parseRadius, ThemeError } from './brand.ts';
import { fromComponents, readColor as parse, toComponents } from './colors.ts';
import { componentColorNames, componentColors } from './component-tokens.ts';
import { colorRoles, type ColorRole, type Palette, type Scheme } from './palette.ts';
import type { ComponentPalette, ThemeValues } from './create-theme.ts';

/** A colour token; components are sRGB, 0–1. */
export interface ColorToken {
  $type: 'color';
  $value: { colorSpace: 'srgb'; components: [number, number, number]; hex: string };
}
/** The same colour as another token, `{system.light.accent}`. */
export interface AliasToken {
  $type: 'color';
  $value: string;
}

const families = ['neutral', 'accent', 'good', 'warn', 'bad'] as const;
type Family = (typeof families)[number];

/**
 * Design Tokens Community Group, format 2025.10 (designtokens.org), in three layers, each an alias of the one before: scales of
 * colours (a tone is its OKLCH lightness in thousandths), roles, single things. Schemes are groups, for the format has no modes.
 */
export interface DesignTokens {
  $description: string;
  reference: Record<Family, Record<string, ColorToken>> & {
    font: { $type: 'fontFamily'; $value: string[] };
    radius: { $type: 'dimension'; $value: { value: number; unit: 'px' } };
  };
  system: Record<Scheme, Record<string, AliasToken>>;
  component: Record<Scheme, Record<string, AliasToken | ColorToken>>;
}

/** Four decimals tell 256 steps apart. */
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

const colorToken = (hex: string): ColorToken => ({
  $type: 'color',
  $value: { colorSpace: 'srgb', components: toComponents(hex).map(rounded) as [number, number, number], hex },
});
const alias = (...path: string[]): AliasToken => ({ $type: 'color', $value: `{${path.join('.')}}` });

const schemes = ['light', 'dark'] as const;
/** `ink-2` and `calm` are tones of the neutral colour, `good-soft` is one of green. */
const familyOf = (role: ColorRole): Family => families.find((family) => role.split('-')[0] === family) ?? 'neutral';

/** The scales both schemes take their colours from, and where in them a colour of a family stands. */
class Scales {
  readonly tokens = Object.fromEntries(families.map((family) => [family, {}])) as Record<Family, Record<string, ColorToken>>;

  /** Colours of one lightness, and not the same, stand beside each other. */
  place(family: Family, hex: string): string {
    const scale = this.tokens[family];
    let tone = Math.round((parse(hex)?.lch[0] ?? 0) * 1000);
    while ((scale[tone]?.$value.hex ?? hex) !== hex) tone += 1;
    scale[tone] ??= colorToken(hex);
    return String(tone);
  }
}

export function writeTokens(values: ThemeValues): DesignTokens {
  const scales = new Scales();
  const system = Object.fromEntries(schemes.map((scheme) => [scheme, Object.fromEntries(colorRoles.map((role) => {
    const family = familyOf(role);
    return [role, alias('reference', family, scales.place(family, values[scheme][role]))];
  }))])) as DesignTokens['system'];
  const component = Object.fromEntries(schemes.map((scheme) => [scheme, Object.fromEntries(componentColorNames.map((name) => {
    const own = values.components[scheme][name];
    return [name, own ? colorToken(own) : alias('system', scheme, componentColors[name])];
  }))])) as DesignTokens['component'];
  return {
    $description: 'A Klapka theme',
    reference: {
      font: { $type: 'fontFamily', $value: [...values.font] },
      radius: { $type: 'dimension', $value: { value: values.radius, unit: 'px' } },
      ...scales.tokens,
    },
    system,
    component,
  };
}

function member(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as Record<string, unknown>)[key] : undefined), value);
}

function wrong(path: readonly string[], expected: string): never {
  throw new ThemeError('INVALID_TOKENS', `The token ${path.join('.')} is missing or wrong: expected ${expected}`);
}

const expected = 'a colour as { colorSpace: "srgb", components: [0–1, 0–1, 0–1] } or "#rrggbb", or an alias such as "{reference.accent.530}"';

/** Where an alias leads. */
const target = (value: unknown): string | undefined => (typeof value === 'string' ? /^\{(.+)\}$/.exec(value)?.[1] : undefined);

/**
 * The components are the value; `hex` is a fall-back for tools that know no colour spaces, so an edited file is read by what
 * counts. An alias is followed to its end; one that leads in a circle is wrong where it began.
 */
function readColor(tokens: unknown, path: readonly string[]): string {
  const seen = new Set<string>();
  let value = member(tokens, [...path, '$value']);
  for (let to = target(value); to; to = target(value)) {
    if (seen.has(to)) return wrong(path, expected);
    seen.add(to);
    value = member(tokens, [...to.split('.'), '$value']);
  }
  if (typeof value === 'string') return /^#[0-9a-f]{6}$/i.test(value) ? value.toLowerCase() : wrong(path, expected);
  const components = member(value, ['components']);
  if (member(value, ['colorSpace']) !== 'srgb' || !Array.isArray(components) || components.length !== 3) return wrong(path, expected);
  const [r, g, b] = components as unknown[];
  const fits = (part: unknown): part is number => typeof part === 'number' && part >= 0 && part <= 1;
  return fits(r) && fits(g) && fits(b) ? fromComponents([r, g, b]) : wrong(path, expected);
}

const readPalette = (tokens: unknown, scheme: Scheme): Palette =>
  Object.fromEntries(colorRoles.map((role) => [role, readColor(tokens, ['system', scheme, role])])) as Palette;

/** Only what differs from its role: the rest goes on following it. */
const readComponents = (tokens: unknown, scheme: Scheme, palette: Palette): ComponentPalette =>
  Object.fromEntries(componentColorNames.flatMap((name) => {
    const color = readColor(tokens, ['component', scheme, name]);
    return color === palette[componentColors[name]] ? [] : [[name, color]];
  }));

/** @throws {ThemeError} `INVALID_TOKENS`, `INVALID_FONT` or `INVALID_RADIUS` */
export function readTokens(tokens: unknown): ThemeValues {
  const font = member(tokens, ['reference', 'font', '$value']);
  const names = typeof font === 'string' ? [font] : font;
  if (!Array.isArray(names) || names.length === 0 || !names.every((name) => typeof name === 'string')) return wrong(['reference', 'font'], 'a list of font names');
  const radius = member(tokens, ['reference', 'radius', '$value', 'value']);
  if (typeof radius !== 'number' || member(tokens, ['reference', 'radius', '$value', 'unit']) !== 'px') return wrong(['reference', 'radius'], '{ value: 8, unit: "px" }');
  const [light, dark] = [readPalette(tokens, 'light'), readPalette(tokens, 'dark')];
  const components = { light: readComponents(tokens, 'light', light), dark: readComponents(tokens, 'dark', dark) };
  return { light, dark, font: names.flatMap(parseFont), radius: parseRadius(radius), components };
}
