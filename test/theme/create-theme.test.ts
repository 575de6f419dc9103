import { describe, expect, it } from 'vitest';
import { colorRoles, createTheme, readTheme, ThemeError } from '../../components/theme/index.ts';
import { tokens as sheet } from '../../components/theme/tokens.styles.ts';

/** Numbers that look random and are the same in every run (mulberry32), so a failure can be looked at. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const next = random(20_26);
const anyHex = (): string => `#${Math.floor(next() * 0x1000000).toString(16).padStart(6, '0')}`;
const extremes = ['#ffffff', '#000000', '#808080', '#ffff00', '#00ff00', '#00ffff', '#0000ff', '#ff00ff', '#ff0000', '#777777', '#fefefe', '#010101'];
const brands = [...extremes, ...Array.from({ length: 500 }, anyHex)];

describe('createTheme', () => {
  it('keeps every text at 4.5:1 and every sign at 3:1, in light and dark, whatever the brand', () => {
    const failures = brands.flatMap((accent) =>
      createTheme({ accent }).contrasts().filter(({ holds }) => !holds).map(({ scheme, foreground, background, ratio }) => `${accent} ${scheme}: ${foreground} on ${background} ${ratio.toFixed(2)}`));
    expect(failures).toEqual([]);
  });

  it('leaves a brand’s colour as it is where it can be read', () => {
    for (const accent of ['#0a66dc', '#7c3aed', '#b91c1c', '#0f766e']) expect(createTheme({ accent }).light.accent).toBe(accent);
  });

  it('gives every colour token of the elements a value, and none they do not know', () => {
    const known = [...sheet.cssText.matchAll(/var\(--pbx-([a-z0-9-]+)/g)].map(([, name]) => name!);
    const written = [...createTheme({ accent: '#0a66dc' }).css().matchAll(/--pbx-([a-z0-9-]+):/g)].map(([, name]) => name!);
    expect(written.filter((name) => !known.includes(name))).toEqual([]);
    const colored = [...sheet.cssText.matchAll(/--pbx-([a-z0-9-]+), (?:light-dark|oklch)\(/g)].map(([, name]) => name!);
    expect(colored.filter((name) => !written.includes(name))).toEqual([]);
  });

  it('writes one rule of tokens, for the root or for a part of the page', () => {
    const theme = createTheme({ accent: 'rgb(10 102 220)', font: '"Source Sans 3", system-ui, sans-serif', radius: 12 });
    expect(theme.css()).toMatch(/^:root \{\n {2}--pbx-font: "Source Sans 3", system-ui, sans-serif;\n {2}--pbx-radius: 12px;\n/);
    expect(theme.css()).toContain('--pbx-accent: light-dark(#0a66dc, #');
    expect(theme.css('.brand')).toMatch(/^\.brand \{/);
    expect(() => theme.css(':root{} body')).toThrow('not a selector');
  });

  it.each([
    ['INVALID_COLOR', { accent: 'blurple' }, '"blurple" is not a colour'],
    ['INVALID_COLOR', { accent: '' }, 'is not a colour'],
    ['INVALID_COLOR', { accent: '#0a66dc80' }, 'see-through'],
    ['INVALID_COLOR', { accent: 'red; } body { display: none' }, 'is not a colour'],
    ['INVALID_FONT', { accent: '#0a66dc', font: 'x; } body { display: none }' }, 'not the name of a font'],
    ['INVALID_FONT', { accent: '#0a66dc', font: 'url(https://example.com/f.woff)' }, 'not the name of a font'],
    ['INVALID_FONT', { accent: '#0a66dc', font: '' }, 'not the name of a font'],
    ['INVALID_RADIUS', { accent: '#0a66dc', radius: -1 }, 'from 0 to 24'],
    ['INVALID_RADIUS', { accent: '#0a66dc', radius: Number.NaN }, 'from 0 to 24'],
  ] as const)('refuses with %s: %j', (code, brand, reason) => {
    try {
      createTheme(brand);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ThemeError);
      expect(error).toMatchObject({ code, message: expect.stringContaining(reason) as string });
    }
  });
});

describe('design tokens', () => {
  it('read back without loss, through JSON, for any brand', () => {
    for (const accent of brands.slice(0, 100)) {
      const theme = createTheme({ accent, font: '"Fira Sans", serif', radius: 3 });
      const again = readTheme(JSON.parse(JSON.stringify(theme.tokens())));
      expect(again.css()).toBe(theme.css());
      expect(again.tokens()).toEqual(theme.tokens());
    }
  });

  it('are read with what a designer changed, and the contrast table tells if it still holds', () => {
    const tokens = createTheme({ accent: '#0a66dc' }).tokens();
    tokens.light['ink-2']!.$value = { colorSpace: 'srgb', components: [0.8, 0.8, 0.8], hex: '#cccccc' };
    const theme = readTheme(tokens);
    expect(theme.light['ink-2']).toBe('#cccccc');
    expect(theme.contrasts().filter(({ holds }) => !holds).map(({ foreground }) => foreground)).toContain('ink-2');
  });

  it.each([
    ['nothing', null, 'font'],
    ['a role that is missing', (tokens: Record<string, Record<string, unknown>>) => { delete tokens['dark']!['ink']; }, 'dark.ink'],
    ['a colour out of range', (tokens: Record<string, Record<string, unknown>>) => { tokens['light']!['ink'] = { $value: { colorSpace: 'srgb', components: [2, 0, 0] } }; }, 'light.ink'],
    ['another colour space', (tokens: Record<string, Record<string, unknown>>) => { tokens['light']!['ink'] = { $value: { colorSpace: 'hsl', components: [0, 0, 0] } }; }, 'light.ink'],
    ['a radius in rem', (tokens: Record<string, Record<string, unknown>>) => { tokens['radius']!['$value'] = { value: 1, unit: 'rem' }; }, 'radius'],
    ['no font', (tokens: Record<string, Record<string, unknown>>) => { tokens['font']!['$value'] = []; }, 'font'],
  ] as const)('are refused with %s, by name', (_, change, path) => {
    const tokens = JSON.parse(JSON.stringify(createTheme({ accent: '#0a66dc' }).tokens())) as Record<string, Record<string, unknown>>;
    change?.(tokens);
    expect(() => readTheme(change ? tokens : null)).toThrow(`The token ${path} is missing or wrong`);
  });

  it('have a token for each role and nothing else', () => {
    const { light, dark } = createTheme({ accent: '#0a66dc' }).tokens();
    expect(Object.keys(light)).toEqual([...colorRoles]);
    expect(Object.keys(dark)).toEqual([...colorRoles]);
  });
});
