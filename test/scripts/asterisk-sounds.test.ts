import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { copySounds } from '../../scripts/asterisk/sounds.ts';
import { languages, prompts } from '../../server/adapters/pbx/shared/sounds/prompts.ts';

let folder: string;

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'klapka-sounds-'))));
afterEach(() => rmSync(folder, { recursive: true }));

it('gives Asterisk every sound, and nothing but the hold music where it plays all there is', () => {
  copySounds(folder);
  for (const language of languages) {
    for (const name of Object.keys(prompts)) expect(readFileSync(join(folder, 'sounds', language, `${name}.ulaw`)).length).toBeGreaterThan(0);
  }
  expect(readdirSync(join(folder, 'moh'))).toEqual(['hold-music.ulaw']);
  expect(readdirSync(join(folder, 'sounds'))).not.toContain('hold-music.ulaw');
});

it('takes a company’s own sounds in place of ours, one by one', () => {
  const own = join(folder, 'own');
  mkdirSync(join(own, 'cs'), { recursive: true });
  for (const name of ['hold-music', 'cs/vm-intro']) writeFileSync(join(own, `${name}.ulaw`), `own ${name}`);
  copySounds(folder, own);
  const said = (path: string): string => readFileSync(join(folder, path), 'latin1');
  expect([said('moh/hold-music.ulaw'), said('sounds/cs/vm-intro.ulaw')]).toEqual(['own hold-music', 'own cs/vm-intro']);
  expect(said('sounds/en/vm-intro.ulaw')).not.toContain('own');
});
