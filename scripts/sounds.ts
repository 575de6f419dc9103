// `node scripts/sounds.ts` makes every sound of the PBX whose text has changed or whose file is missing, `--all` every one.
// Needs espeak-ng. What it writes is committed, with a manifest that a test compares with the texts.
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { czechForms, languages, prompts, toneNames } from '../server/adapters/pbx/shared/sounds/prompts.ts';
import type { Language } from '../server/adapters/pbx/shared/sounds/prompts.ts';
import { root } from './lib/root.ts';
import { say } from './sounds/speech.ts';
import { tones } from './sounds/tones.ts';

const folder = join(root, 'server/adapters/pbx/shared/sounds');
const manifestFile = join(folder, 'manifest.json');
const hash = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex').slice(0, 16);

interface Sound {
  name: string;
  /** What the file was made from; null: a tone. */
  text: string | null;
  make(): Buffer;
}

const spoken = (language: Language, name: string, text: string): Sound => ({ name: `${language}/${name}`, text, make: () => say(language, text) });
const sounds: Sound[] = [
  ...toneNames.map((name) => ({ name, text: null, make: tones[name] })),
  ...languages.flatMap((language) => Object.entries(prompts).map(([name, texts]) => spoken(language, name, texts[language]))),
  ...Object.entries(czechForms).map(([name, text]) => spoken('cs', name, text)),
];

type Manifest = Record<string, { text?: string; file: string }>;
const before = existsSync(manifestFile) ? (JSON.parse(readFileSync(manifestFile, 'utf8')) as Manifest) : {};
const everything = process.argv.includes('--all');
const manifest: Manifest = {};
let made = 0;

for (const { name, text, make } of sounds) {
  const path = join(folder, `${name}.ulaw`);
  const textHash = text === null ? undefined : hash(text);
  if (everything || text === null || !existsSync(path) || before[name]?.text !== textHash) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, make());
    made++;
  }
  manifest[name] = { ...(textHash === undefined ? {} : { text: textHash }), file: hash(readFileSync(path)) };
}

for (const file of globSync('**/*.ulaw', { cwd: folder })) if (!Object.hasOwn(manifest, file.slice(0, -5))) rmSync(join(folder, file));
const lines = Object.entries(manifest).map(([name, entry]) => `  ${JSON.stringify(name)}: ${JSON.stringify(entry)}`);
writeFileSync(manifestFile, `{\n${lines.join(',\n')}\n}\n`);
const bytes = globSync('**/*.ulaw', { cwd: folder }).reduce((sum, file) => sum + readFileSync(join(folder, file)).length, 0);
console.log(`${made} sounds made, ${sounds.length} in all, ${bytes} bytes`);
