import { clampChroma, formatHex, interpolate, modeHsl, modeLrgb, modeOklab, modeOklch, modeRgb, parse, useMode, wcagContrast } from 'culori/fn';

// culori knows only the colour spaces it is told of; all of them are told here.
[modeLrgb, modeHsl, modeOklab].forEach((mode) => useMode(mode));
const rgb = useMode(modeRgb);
const oklch = useMode(modeOklch);

/** Lightness 0–1, chroma 0–0.4, hue in degrees (0 for grey). */
export type Lch = readonly [l: number, c: number, h: number];

/** The nearest sRGB colour of the same lightness and hue, as `#rrggbb`. */
export const toHex = ([l, c, h]: Lch): string => formatHex(clampChroma({ mode: 'oklch', l: Math.min(1, Math.max(0, l)), c: Math.max(0, c), h }, 'oklch'));

/** WCAG 2.2 contrast ratio of two CSS colours, 1–21. */
export const contrast = (one: string, other: string): number => wcagContrast(one, other);

/** `share` (0–1) of the second colour in the first, as CSS `color-mix(in oklab, …)` does. */
export const mix = (one: string, other: string, share: number): string => formatHex(interpolate([one, other], 'oklab')(share));

export interface ReadColor {
  lch: Lch;
  alpha: number;
}

/** A CSS colour, or null where the text is none. */
export function readColor(text: string): ReadColor | null {
  const color = parse(text.trim());
  if (!color) return null;
  const { l, c, h = 0, alpha = 1 } = oklch(color);
  return [l, c, h, alpha].every(Number.isFinite) ? { lch: [l, c, h], alpha } : null;
}

/** The three sRGB components of `#rrggbb`, 0–1, and back. */
export function toComponents(hex: string): [number, number, number] {
  const { r, g, b } = rgb(parse(hex) ?? { mode: 'rgb', r: 0, g: 0, b: 0 });
  return [r, g, b];
}
export const fromComponents = ([r, g, b]: readonly [number, number, number]): string => formatHex({ mode: 'rgb', r, g, b });
