import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { componentColorNames, componentColors, componentShapes } from '../../components/theme/component-tokens.ts';
import { colorRoles, createTheme, readTheme, ThemeError, type DesignTokens } from '../../components/theme/index.ts';
import { root } from '../../scripts/lib/root.ts';
import { tokens as sheet } from '../../components/theme/tokens.styles.ts';
import { randomOf } from '../fakes/random.ts';

const next = randomOf(20_26);
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
    // The neutral colour is the reference of others, each of which a theme names.
    const colored = [...sheet.cssText.matchAll(/--pbx-([a-z0-9-]+), (?:light-dark|oklch)\(/g)].map(([, name]) => name!);
    expect(colored.filter((name) => !written.includes(name))).toEqual(['neutral']);
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
    const changed = { $type: 'color', $value: { colorSpace: 'srgb', components: [0.8, 0.8, 0.8], hex: '#cccccc' } };
    const theme = readTheme({ ...tokens, system: { ...tokens.system, light: { ...tokens.system.light, 'ink-2': changed } } });
    expect(theme.light['ink-2']).toBe('#cccccc');
    expect(theme.contrasts().filter(({ holds }) => !holds).map(({ foreground }) => foreground)).toContain('ink-2');
  });

  it('stand in three layers: what follows another token follows it when that is changed', () => {
    const tokens = createTheme({ accent: '#0a66dc' }).tokens();
    const { $value } = tokens.system.light['accent']!;
    expect($value).toMatch(/^\{reference\.accent\.\d+\}$/);
    expect(tokens.component.light['message-own-surface']).toEqual({ $type: 'color', $value: '{system.light.accent}' });
    const tone = $value.slice('{reference.accent.'.length, -1);
    tokens.reference.accent[tone]!.$value = { colorSpace: 'srgb', components: [0, 0.4, 0], hex: '#006600' };
    const theme = readTheme(tokens);
    expect(theme.light.accent).toBe('#006600');
    expect(theme.components).toEqual({ light: {}, dark: {} });
    expect(theme.css()).not.toContain('--pbx-message');
  });

  it('keep what a designer gave a single thing, in CSS, in the contrasts and through another reading', () => {
    const tokens = createTheme({ accent: '#0a66dc' }).tokens();
    tokens.component.light['message-surface'] = { $type: 'color', $value: '#333333' };
    const theme = readTheme(tokens);
    expect(theme.css()).toContain(`--pbx-message-surface: light-dark(#333333, ${theme.dark.sunken});`);
    expect(theme.contrasts().filter(({ holds }) => !holds).map(({ scheme, foreground, background }) => `${scheme} ${foreground} on ${background}`))
      .toEqual(['light message-ink on message-surface', 'light accent-text on message-surface']);
    expect(readTheme(JSON.parse(JSON.stringify(theme.tokens()))).css()).toBe(theme.css());
  });

  it('of a single thing are what the sheets fall back to, and each is read by one of them', () => {
    const sheets = globSync(['components/**/*.ts', 'widget/**/*.ts'], { cwd: root, exclude: ['**/dist/**'] }).map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
    for (const [name, role] of Object.entries({ ...componentColors, ...componentShapes })) {
      // The chat window has no large radius, and computes it.
      const fallbacks = new Set([...sheets.matchAll(new RegExp(`var\\(--pbx-${name}, (?!calc)(.+?\\))\\)`, 'g'))].map(([, fallback]) => fallback));
      expect([...fallbacks], name).toEqual([`var(--_${role})`]);
    }
  });

  it.each([
    ['nothing', () => null, 'reference.font'],
    ['a role that is missing', ({ system }: DesignTokens) => { delete system.dark['ink']; }, 'system.dark.ink'],
    ['a colour out of range', ({ system }: DesignTokens) => { Object.assign(system.light['ink']!, { $value: { colorSpace: 'srgb', components: [2, 0, 0] } }); }, 'system.light.ink'],
    ['another colour space', ({ system }: DesignTokens) => { Object.assign(system.light['ink']!, { $value: { colorSpace: 'hsl', components: [0, 0, 0] } }); }, 'system.light.ink'],
    ['an alias that leads nowhere', ({ system }: DesignTokens) => { system.light['ink']!.$value = '{reference.neutral.none}'; }, 'system.light.ink'],
    ['an alias of what every object has', ({ system }: DesignTokens) => { system.light['ink']!.$value = '{constructor}'; }, 'system.light.ink'],
    ['aliases in a circle', ({ system }: DesignTokens) => { system.light['ink']!.$value = '{system.light.ink}'; }, 'system.light.ink'],
    ['a thing that is missing', ({ component }: DesignTokens) => { delete component.light['key-ink']; }, 'component.light.key-ink'],
    ['a radius in rem', ({ reference }: DesignTokens) => { Object.assign(reference.radius, { $value: { value: 1, unit: 'rem' } }); }, 'reference.radius'],
    ['no font', ({ reference }: DesignTokens) => { reference.font.$value = []; }, 'reference.font'],
  ] as const)('are refused with %s, by name', (_, change, path) => {
    const tokens = JSON.parse(JSON.stringify(createTheme({ accent: '#0a66dc' }).tokens())) as DesignTokens;
    const changed = change(tokens);
    expect(() => readTheme(changed === null ? null : tokens)).toThrow(`The token ${path} is missing or wrong`);
  });

  it('have a token for each role and each single thing, and nothing else', () => {
    const { system, component } = createTheme({ accent: '#0a66dc' }).tokens();
    for (const scheme of ['light', 'dark'] as const) {
      expect(Object.keys(system[scheme])).toEqual([...colorRoles]);
      expect(Object.keys(component[scheme])).toEqual(componentColorNames);
    }
  });
});
