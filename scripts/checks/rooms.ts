// Every element has its room, header, story, test, states and both languages; every folder its README.
import { existsSync, globSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { formProblems, localeCoverage, unusedTexts } from '../lib/locales.ts';
import { root } from '../lib/root.ts';

const notRooms = new Set(['core', 'controllers', 'shared', 'theme', 'testing', 'locales', 'dist', 'node_modules', 'page']);
const elementLimit = 300;
const headerTags = ['@summary', '@tagname', '@example'];
const stateNames = ['not connected', 'loading', 'empty', 'normal', 'busy', 'error', 'no permission', 'disabled'];
/** Languages in which no text may be missing; in others it is English. */
const complete = new Set(['cs']);

const className = (room: string): string => `Pbx${room.replaceAll(/(^|-)(\w)/g, (_match, _dash: string, letter: string) => letter.toUpperCase())}`;

/** Comments promise nothing: a state named only there is neither shown nor tested. */
const withoutComments = (source: string): string => source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

function headerProblems(path: string, source: string, room: string): string[] {
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

/** A story of each state is exported under its name: `NotConnected`, and `ErrorState`, because `Error` is JavaScript's. */
function storyProblems(path: string, source: string): string[] {
  const shown = new Set([...withoutComments(source).matchAll(/^export const (\w+)/gm)].map(([, name = '']) => name));
  const exported = (state: string): string => (state === 'error' ? 'ErrorState' : className(state.replace(' ', '-')).slice('Pbx'.length));
  const missing = stateNames.filter((state) => !shown.has(exported(state)));
  // The page of an element begins with its first story.
  const first = [...shown][0] === 'NotConnected' ? [`${path}: the first story shows nothing of the element`] : [];
  return missing.length > 0 ? [`${path}: no story of ${missing.join(', ')}`, ...first] : first;
}

/** A test names its states as keys or strings of their own (`notConnected: /…/`, 'not connected'), or in the title of a test. */
function testProblems(path: string, source: string): string[] {
  const text = withoutComments(source);
  const titles = [...text.matchAll(/\bit\(\s*(['"`])(.*?)\1/g)].map(([, , title = '']) => title).join('\n');
  const missing = stateNames.filter((state) => {
    const camel = state.replaceAll(/ (\w)/g, (_match, letter: string) => letter.toUpperCase());
    return !new RegExp(`\\b${camel}:|(['"])(?:${state}|${camel})\\1`).test(text) && !new RegExp(`\\b${state}\\b`).test(titles);
  });
  return missing.length > 0 ? [`${path}: says nothing about ${missing.join(', ')}`] : [];
}

/** A checkout; tests hand in a copy in which something is wrong. */
class Rooms {
  private readonly base: string;

  constructor(base: string) {
    this.base = base;
  }

  private readonly read = (path: string): string => readFileSync(join(this.base, path), 'utf8');
  private readonly has = (path: string): boolean => existsSync(join(this.base, path));

  foldersOf(path: string): string[] {
    return readdirSync(join(this.base, path), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !notRooms.has(entry.name) && !entry.name.startsWith('.'))
      .map((entry) => entry.name);
  }

  roomProblems(home: 'components' | 'widget', room: string): string[] {
    const tag = home === 'widget' ? `chat-${room}` : room;
    const file = `${home}/${room}/${room}.ts`;
    const story = `stories/components/${tag}.stories.ts`;
    const test = `test/${home}/${tag}.test.ts`;
    const wanted = [file, `${home}/${room}/define.ts`, `${home}/${room}/README.md`, story, test];
    const problems = wanted.filter((path) => !this.has(path)).map((path) => `${path} is missing`);
    if (this.has(file)) problems.push(...headerProblems(file, this.read(file), tag));
    if (home === 'widget') return problems;
    if (this.has(story)) problems.push(...storyProblems(story, this.read(story)));
    if (this.has(test)) problems.push(...testProblems(test, this.read(test)));
    return problems;
  }

  async localeProblems(): Promise<string[]> {
    const coverage = await localeCoverage(this.base);
    const missing = coverage.filter(({ language }) => complete.has(language)).flatMap((of) => of.missing.map((one) => (one.includes(': ') ? `${one} has no text` : one)));
    return [...missing, ...await formProblems(this.base), ...(await unusedTexts(this.base)).map((one) => `${one} is shown nowhere`)];
  }

  readmeProblems(): string[] {
    const tops = ['protocol', 'components', 'widget', 'server', 'stories', 'test', 'scripts'];
    const folders = tops.flatMap((top) => [top, ...globSync(`${top}/**/`, { cwd: this.base, exclude: ['**/dist/**', '**/node_modules/**', '**/.storybook/**'] })]);
    const deep = (folder: string): number => folder.split('/').length;
    return [...new Set(folders.map((folder) => folder.replace(/\/$/, '')))]
      .filter((folder) => deep(folder) <= 3 && statSync(join(this.base, folder)).isDirectory())
      .filter((folder) => readdirSync(join(this.base, folder)).some((name) => name.endsWith('.ts') || name.endsWith('.mjs')))
      .filter((folder) => !this.has(`${folder}/README.md`))
      .map((folder) => `${folder}/README.md is missing`);
  }

  /** The entry of all elements and the package's exports know every room. */
  entryProblems(rooms: string[]): string[] {
    const entry = this.read('components/define.ts');
    const exported = this.read('components/package.json');
    return [
      ...rooms.filter((room) => !entry.includes(`./${room}/define.ts`)).map((room) => `components/define.ts does not define pbx-${room}`),
      ...rooms.filter((room) => !exported.includes(`"./${room}"`) || !exported.includes(`"./${room}/define"`)).map((room) => `components/package.json does not export ./${room} and ./${room}/define`),
    ];
  }
}

/** Everything that is not as the house rules say, one line each. */
export async function roomsCheck(base: string = root): Promise<string[]> {
  const all = new Rooms(base);
  const rooms = all.foldersOf('components');
  return [
    ...rooms.flatMap((room) => all.roomProblems('components', room)),
    ...all.foldersOf('widget').flatMap((room) => all.roomProblems('widget', room)),
    ...all.entryProblems(rooms),
    ...await all.localeProblems(),
    ...all.readmeProblems(),
  ];
}

/** How far the languages are that need not be complete: `de: 3 of 210 texts`. */
export async function languageNotes(base: string = root): Promise<string[]> {
  const coverage = await localeCoverage(base);
  return coverage.filter(({ language }) => !complete.has(language)).map(({ language, texts, of }) => `${language}: ${texts} of ${of} texts`);
}
