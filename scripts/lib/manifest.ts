// The custom elements manifest: what the class headers promise, as data. It is committed, because it is a contract.
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { typeExpander, type ExpandType } from './alias-types.ts';
import { root } from './root.ts';
import { tokensOf } from './tokens.ts';

export type Home = 'components' | 'widget';
export const homes: readonly Home[] = ['components', 'widget'];

interface Named { name: string; description?: string }
interface Member extends Named { kind: string; readonly?: boolean; privacy?: string; static?: boolean; inheritedFrom?: { name: string } }
interface Attribute extends Named { fieldName?: string; type?: { text: string } }
export interface Declaration {
  kind: string;
  name: string;
  tagName?: string;
  summary?: string;
  attributes?: Attribute[];
  members?: Member[];
  events?: Named[];
  slots?: Named[];
  cssParts?: Named[];
  cssProperties?: Named[];
  cssStates?: Named[];
}
interface Module { path: string; declarations?: Declaration[]; exports?: unknown[] }
export interface Manifest { schemaVersion: string; modules: Module[] }

type Analyse = (options: { argv: string[]; cwd: string; noWrite: boolean }) => Promise<Manifest>;

/** It brings no types, and TypeScript looks none up for a name it does not see. */
const analyser: string = '@custom-elements-manifest/analyzer/cli.js';

const globs: Record<Home, string[]> = {
  components: ['components/*/*.ts', '--exclude', '**/define.ts', '**/*.styles.ts', 'components/{core,controllers,testing,locales,theme,dist}/**', 'components/shared/!(base-element).ts'],
  widget: ['widget/*/*.ts', 'components/shared/base-element.ts', '--exclude', '**/define.ts', '**/*.styles.ts', 'widget/dist/**'],
};

/** Private and protected members, and the attributes the analyser made of them, are nobody's business. */
function publicOnly(declaration: Declaration): Declaration {
  const hidden = new Set((declaration.members ?? []).filter(({ privacy }) => privacy === 'private' || privacy === 'protected').map(({ name }) => name));
  const members = (declaration.members ?? []).filter((member) => !hidden.has(member.name) && !member.static && member.name !== 'internals');
  const attributes = (declaration.attributes ?? []).filter(({ fieldName }) => !fieldName || members.some(({ name }) => name === fieldName));
  // `emit()` looks to the analyser like an event of the name "name".
  const events = (declaration.events ?? []).filter(({ name }) => name.startsWith('pbx-'));
  return { ...declaration, members, attributes, events };
}

/** Attributes are typed by hand in HTML: an editor offers their values only where it knows them. */
function withValues(declaration: Declaration, source: string, expand: ExpandType): Declaration {
  const attributes = (declaration.attributes ?? []).map((attribute) => {
    const named = attribute.fieldName !== undefined && /^[A-Z]\w*$/.test(attribute.type?.text ?? '');
    const text = named ? expand(source, declaration.name, attribute.fieldName ?? '') : null;
    return text === null ? attribute : { ...attribute, type: { text } };
  });
  return { ...declaration, attributes };
}

/** The tokens of the theme it reads, which its header names in one line, after those of its own. */
function withTokens(declaration: Declaration, source: string): Declaration {
  const cssProperties = [...(declaration.cssProperties ?? []), ...tokensOf(source)];
  return cssProperties.length > 0 ? { ...declaration, cssProperties } : declaration;
}

/** The manifest of one package, made anew from its sources. */
export async function createManifest(home: Home): Promise<Manifest> {
  const { cli } = (await import(analyser)) as { cli: Analyse };
  const { schemaVersion, modules } = await cli({ argv: ['analyze', '--litelement', '--quiet', '--globs', ...globs[home]], cwd: root, noWrite: true });
  const expand = typeExpander(modules.map(({ path }) => path));
  const kept = modules.flatMap((module): Module[] => {
    const source = readFileSync(join(root, module.path), 'utf8');
    const declarations = (module.declarations ?? []).filter(({ tagName }) => tagName).map((one) => withTokens(withValues(publicOnly(one), module.path, expand), source));
    const path = module.path.replace(`${home}/`, '').replace(/\.ts$/, '.js');
    return declarations.length === 0 ? [] : [{ ...module, path: `dist/${path}`, declarations, exports: [] }];
  });
  return { schemaVersion, modules: kept.toSorted((a, b) => a.path.localeCompare(b.path)) };
}

const file = (home: Home): string => join(root, home, 'custom-elements.json');
export const text = (manifest: Manifest): string => `${JSON.stringify(manifest, null, 2)}\n`;

export function committedManifest(home: Home): Manifest | null {
  return existsSync(file(home)) ? (JSON.parse(readFileSync(file(home), 'utf8')) as Manifest) : null;
}

export function commitManifest(home: Home, manifest: Manifest): void {
  writeFileSync(file(home), text(manifest));
}

/** Everything somebody may have built upon, one line each. */
export function promises(manifest: Manifest): string[] {
  return manifest.modules.flatMap(({ declarations = [] }) => declarations.flatMap((element) => {
    const of = (kind: string, list: readonly Named[] = []): string[] => list.map(({ name }) => `${element.tagName ?? ''} ${kind} ${name}`);
    return [
      `${element.tagName ?? ''}`,
      ...of('attribute', element.attributes), ...of('member', element.members), ...of('event', element.events),
      ...of('slot', element.slots), ...of('part', element.cssParts), ...of('token', element.cssProperties), ...of('state', element.cssStates),
    ];
  }));
}

/** Promises of `before` that `after` does not keep. */
export function broken(before: Manifest, after: Manifest): string[] {
  const kept = new Set(promises(after));
  return promises(before).filter((promise) => !kept.has(promise));
}

/** A changeset that announces a major release of the package: `.changeset/<name>.md` with `'@klapka/components': major`. */
export function majorAnnounced(home: Home, folder = join(root, '.changeset')): boolean {
  const announced = new RegExp(`^['"]?@klapka/${home}['"]?:\\s*major\\s*$`, 'm');
  return globSync('*.md', { cwd: folder }).some((name) => announced.test(/^---\n([\s\S]*?)\n---/.exec(readFileSync(join(folder, name), 'utf8'))?.[1] ?? ''));
}
