// Every element has its room, header, story, test and both languages; every folder its README.
import { existsSync, globSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from '../lib/root.ts';

const notRooms = new Set(['core', 'controllers', 'shared', 'theme', 'testing', 'locales', 'dist', 'node_modules']);
const elementLimit = 300;
const headerTags = ['@summary', '@tagname', '@example'];
const stateNames = ['not connected', 'loading', 'empty', 'normal', 'busy', 'error', 'no permission', 'disabled'];

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const has = (path: string): boolean => existsSync(join(root, path));
const className = (room: string): string => `Pbx${room.replaceAll(/(^|-)(\w)/g, (_match, _dash: string, letter: string) => letter.toUpperCase())}`;

function foldersOf(path: string): string[] {
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !notRooms.has(entry.name) && !entry.name.startsWith('.'))
    .map((entry) => entry.name);
}

function headerProblems(path: string, room: string): string[] {
  const source = read(path);
  const header = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(?:@\w+\([^)]*\)\s*)?export class/.exec(source)?.[1];
  if (!header) return [`${path}: the class has no header`];
  const problems = headerTags.filter((tag) => !header.includes(tag)).map((tag) => `${path}: the header lacks ${tag}`);
  if (!header.includes(`@tagname pbx-${room}`)) problems.push(`${path}: @tagname is not pbx-${room}`);
  for (const [, event] of source.matchAll(/this\.emit\(\s*'([^']+)'/g)) {
    if (event && !header.includes(event)) problems.push(`${path}: fires ${event}, which the header does not name`);
  }
  if (!source.includes(`export class ${className(room)} `)) problems.push(`${path}: no class ${className(room)}`);
  const lines = source.split('\n').length;
  if (lines > elementLimit) problems.push(`${path}: ${lines} lines, an element has ${elementLimit} at most`);
  return problems;
}

/** A test or story names its states; "notConnected", "not-connected" and "Not connected" are the same name. */
function stateProblems(path: string): string[] {
  const text = read(path).toLowerCase().replaceAll(/[-_ ]/g, '');
  const missing = stateNames.filter((state) => !text.includes(state.replaceAll(' ', '')));
  return missing.length > 0 ? [`${path}: says nothing about ${missing.join(', ')}`] : [];
}

function roomProblems(home: 'components' | 'widget', room: string): string[] {
  const problems: string[] = [];
  const main = `${home}/${room}/${room}.ts`;
  const tag = home === 'widget' ? `chat-${room}` : room;
  const file = home === 'widget' && !has(main) ? `${home}/${room}/chat-${room}.ts` : main;
  const testFolder = home === 'widget' ? 'test/widget' : 'test/components';
  const wanted = [file, `${home}/${room}/define.ts`, `${home}/${room}/README.md`];
  problems.push(...wanted.filter((path) => !has(path)).map((path) => `${path} is missing`));
  if (has(file)) problems.push(...headerProblems(file, tag));
  for (const path of [`stories/components/${tag}.stories.ts`, `${testFolder}/${tag}.test.ts`]) {
    if (!has(path)) problems.push(`${path} is missing`);
    else if (home === 'components') problems.push(...stateProblems(path));
  }
  return problems;
}

function localeProblems(): string[] {
  const names = (language: string): string[] => globSync('*.ts', { cwd: join(root, 'components/locales', language) }).toSorted();
  const english = names('en');
  const czech = new Set(names('cs'));
  return english.filter((name) => !czech.has(name)).map((name) => `components/locales/cs/${name} is missing`);
}

function readmeProblems(): string[] {
  const tops = ['protocol', 'components', 'widget', 'server', 'stories', 'test', 'scripts'];
  const folders = tops.flatMap((top) => [top, ...globSync(`${top}/**/`, { cwd: root, exclude: ['**/dist/**', '**/node_modules/**', '**/.storybook/**'] })]);
  const deep = (folder: string): number => folder.split('/').length;
  return [...new Set(folders.map((folder) => folder.replace(/\/$/, '')))]
    .filter((folder) => deep(folder) <= 3 && statSync(join(root, folder)).isDirectory())
    .filter((folder) => readdirSync(join(root, folder)).some((name) => name.endsWith('.ts') || name.endsWith('.mjs')))
    .filter((folder) => !has(`${folder}/README.md`))
    .map((folder) => `${folder}/README.md is missing`);
}

function entryProblems(rooms: string[]): string[] {
  const entry = 'components/define.ts';
  if (!has(entry)) return [`${entry} is missing`];
  const source = read(entry);
  return rooms.filter((room) => !source.includes(`./${room}/define.ts`)).map((room) => `${entry} does not define pbx-${room}`);
}

/** Everything that is not as the house rules say, one line each. */
export function roomsCheck(): string[] {
  const rooms = foldersOf('components').filter((room) => room !== basename('page'));
  return [
    ...rooms.flatMap((room) => roomProblems('components', room)),
    ...foldersOf('widget').flatMap((room) => roomProblems('widget', room)),
    ...entryProblems(rooms),
    ...localeProblems(),
    ...readmeProblems(),
  ];
}
