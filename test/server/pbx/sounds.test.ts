import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { choice, digits, expectedWait, messageCount, number, parkedAt, queuePosition } from '../../../server/adapters/pbx/shared/sounds/phrases.ts';
import { czechForms, languages, prompts, toneNames } from '../../../server/adapters/pbx/shared/sounds/prompts.ts';
import { fromUlaw } from '../../fakes/sip-phone/tones.ts';
import { soundsFolder } from './media-rig.ts';

const rate = 8000;
const texts = new Map<string, string>([
  ...languages.flatMap((language) => Object.entries(prompts).map(([name, text]): [string, string] => [`${language}/${name}`, text[language]])),
  ...Object.entries(czechForms).map(([name, text]): [string, string] => [`cs/${name}`, text]),
]);
const expected = new Set([...texts.keys(), ...toneNames]);
const files = new Map(globSync('**/*.ulaw', { cwd: soundsFolder }).map((file) => [file.slice(0, -5), readFileSync(join(soundsFolder, file))]));
const hash = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex').slice(0, 16);
const decibels = (height: number): number => 20 * Math.log10(height / 32768);
const samplesOf = (name: string): number[] => Array.from(files.get(name) ?? [], fromUlaw);
const heightsOf = (name: string): number[] => samplesOf(name).map(Math.abs);
const highest = (values: number[]): number => values.reduce((most, value) => Math.max(most, value), 0);
/** Height below which it is silence: 1 %. */
const silence = 328;

describe('the sounds', () => {
  it('are all there in both languages, nothing else is, and together they are small', () => {
    expect([...files.keys()].toSorted()).toEqual([...expected].toSorted());
    expect(files.size).toBeGreaterThan(200);
    expect([...files.values()].reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(3_000_000);
  });

  it('say what the texts say: after a change of one, `node scripts/sounds.ts` was run', () => {
    const manifest = JSON.parse(readFileSync(join(soundsFolder, 'manifest.json'), 'utf8')) as Record<string, { text?: string; file: string }>;
    const wanted = Object.fromEntries([...expected].map((name) => {
      const text = texts.get(name);
      return [name, { ...(text === undefined ? {} : { text: hash(text) }), file: hash(files.get(name) ?? '') }];
    }));
    expect(manifest).toEqual(wanted);
  });

  it('have no text in one language only, and none of the other one', () => {
    for (const [name, { en, cs }] of Object.entries(prompts)) {
      expect([en.trim(), cs.trim()], name).toEqual([en, cs]);
      expect(/[^\x20-\x7e]/.test(en), name).toBe(false);
      expect(en.length * cs.length, name).toBeGreaterThan(0);
      expect(hash(files.get(`en/${name}`) ?? ''), name).not.toBe(hash(files.get(`cs/${name}`) ?? ''));
    }
  });

  it('are as loud as one another, cut close, and have time for their texts', () => {
    for (const [name, text] of texts) {
      const heights = heightsOf(name);
      const loud = heights.filter((height) => height > silence);
      const loudness = decibels(Math.sqrt(loud.reduce((sum, height) => sum + height * height, 0) / loud.length));
      expect(loudness, name).toBeGreaterThan(-24);
      expect(loudness, name).toBeLessThan(-14);
      expect(decibels(highest(heights)), name).toBeLessThan(-2.5);
      const before = heights.findIndex((height) => height > silence);
      const after = heights.length - heights.findLastIndex((height) => height > silence);
      expect((before / rate) * 1000, name).toBeLessThan(60);
      expect((after / rate) * 1000, name).toBeGreaterThan(30);
      expect((after / rate) * 1000, name).toBeLessThan(200);
      // 6 to 30 letters a second, and a breath for single words.
      const seconds = heights.length / rate;
      expect(seconds, name).toBeGreaterThan(text.length / 30);
      expect(seconds, name).toBeLessThan(text.length / 6 + 0.8);
    }
  });

  it('include tones that begin and end without a click', () => {
    for (const name of toneNames) {
      const heights = heightsOf(name);
      expect(decibels(highest(heights)), name).toBeLessThan(-3);
      expect(decibels(highest(heights)), name).toBeGreaterThan(-15);
      if (name === 'hold-music') continue;
      expect(highest([...heights.slice(0, 4), ...heights.slice(-4)]), name).toBeLessThan(3000);
      expect(heights.length / rate, name).toBeLessThan(1);
    }
  });

  it('include a hold music that loops without a click', () => {
    const samples = samplesOf('hold-music');
    const steps = samples.map((sample, index) => Math.abs(sample - (samples.at(index - 1) ?? 0)));
    expect(samples.length % 160).toBe(0);
    expect(steps[0]).toBeLessThanOrEqual(highest(steps.slice(1)));
    expect(highest(steps)).toBeLessThan(8000);
  });
});

describe('phrases', () => {
  /** What is said, as text. */
  const said = (names: string[]): string => names.map((name) => texts.get(name) ?? `no ${name}`).join(' ');

  it('say numbers in both languages, and have a file for every part of each', () => {
    expect([0, 7, 12, 20, 21, 45, 60, 99].map((value) => said(number('en', value)))).toEqual(['zero', 'seven', 'twelve', 'twenty', 'twenty one', 'forty five', 'sixty', 'ninety nine']);
    expect([0, 1, 19, 22, 60].map((value) => said(number('cs', value)))).toEqual(['nula', 'jedna', 'devatenáct', 'dvacet dva', 'šedesát']);
    for (const language of languages) for (let value = 0; value <= 120; value++) for (const name of number(language, value)) expect(files.has(name), name).toBe(true);
    expect(said(number('cs', 120))).toBe('jedna dva nula');
  });

  it('say a slot or a key sign by sign', () => {
    expect(said(parkedAt('en', '701'))).toBe('Parked at seven zero one');
    expect(said(digits('cs', '*8#+x'))).toBe('hvězdička osm křížek');
    expect(said(choice('cs', 'menu/delete', '7'))).toBe('Zprávu smažete tlačítkem sedm');
  });

  it('count as Czech counts', () => {
    const held = (fresh: number, old: number): string => said(messageCount('cs', { fresh, old }));
    expect(held(0, 0)).toBe('Nemáte žádné zprávy.');
    expect(held(1, 0)).toBe('Máte jednu novou zprávu');
    expect(held(2, 1)).toBe('Máte dvě nové zprávy a jednu starší zprávu');
    expect(held(0, 4)).toBe('Máte čtyři starší zprávy');
    expect(held(5, 22)).toBe('Máte pět nových zpráv a dvacet dva starších zpráv');
    expect(said(messageCount('en', { fresh: 2, old: 1 }))).toBe('You have two new messages and one old message');
  });

  it('tell a caller the place and the time', () => {
    expect(said(queuePosition('cs', 1))).toBe('Jste další v pořadí.');
    expect(said(queuePosition('en', 3))).toBe('You are in line at number three');
    expect([10_000, 60_000, 130_000, 5 * 60_000, 21 * 60_000].map((wait) => said(expectedWait('cs', wait)))).toEqual([
      'Předpokládaná doba čekání je kratší než minuta.',
      'Předpokládaná doba čekání je přibližně jedna minuta',
      'Předpokládaná doba čekání je přibližně dvě minuty',
      'Předpokládaná doba čekání je přibližně pět minut',
      'Předpokládaná doba čekání je přibližně dvacet jedna minut',
    ]);
    expect(said(expectedWait('en', 10 * 3_600_000))).toBe('The expected waiting time is about ninety nine minutes');
    for (const language of languages) for (let minutes = 0; minutes < 70; minutes++) expect(said(expectedWait(language, minutes * 60_000))).not.toContain('no ');
  });
});
