// What editors and frameworks read, made from the manifest while a package is packed: VS Code, JetBrains, React and Vue types.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateJetBrainsWebTypes } from 'custom-element-jet-brains-integration';
import { generateVsCodeCustomElementData } from 'custom-element-vs-code-integration';
import type { Declaration, Home, Manifest } from './manifest.ts';

interface Typed {
  tag: string;
  className: string;
  /** Module of the class, from `dist`. */
  module: string;
  properties: string;
  events: string;
}

const union = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(' | ') || 'never';

function typed(path: string, { tagName = '', name, members = [], events = [] }: Declaration): Typed {
  const properties = members.filter(({ kind, readonly }) => kind === 'field' && !readonly).map((member) => member.name);
  return { tag: tagName, className: name, module: path.replace(/^dist\//, './'), properties: union(properties), events: union(events.map((event) => event.name)) };
}

const imports = (elements: readonly Typed[]): string => elements.map(({ className, module }) => `import type { ${className} } from '${module}';`).join('\n');
const entries = (elements: readonly Typed[], type: string, indent: string): string =>
  elements.map(({ tag, className, properties, events }) => `${indent}'${tag}': ${type}<${className}, ${properties}, ${events}>;`).join('\n');

/** React 19 takes custom elements as they are, properties and `onpbx-…` handlers too; it only has to be told of them. */
const reactTypes = (elements: readonly Typed[]): string => `${imports(elements)}
import type { DetailedHTMLProps, HTMLAttributes } from 'react';

type Handlers<Name extends keyof HTMLElementEventMap> = { [Event in Name as \`on\${Event}\`]?: ((event: HTMLElementEventMap[Event]) => void) | undefined };
type ElementProps<Type extends HTMLElement, Property extends keyof Type, Event extends keyof HTMLElementEventMap> =
  DetailedHTMLProps<HTMLAttributes<Type>, Type> & { [Name in Property]?: Type[Name] | undefined } & Handlers<Event>;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
${entries(elements, 'ElementProps', '      ')}
    }
  }
}
`;

/** Vue's templates look elements up among its global components. */
const vueTypes = (elements: readonly Typed[]): string => `${imports(elements)}
import type { EmitFn, HTMLAttributes, PublicProps } from 'vue';

type CustomElement<Type extends HTMLElement, Property extends keyof Type, Event extends keyof HTMLElementEventMap> = new () => Type & {
  $props: HTMLAttributes & PublicProps & { [Name in Property]?: Type[Name] | undefined };
  $emit: EmitFn<{ [Name in Event]: (event: HTMLElementEventMap[Name]) => void }>;
};

declare module 'vue' {
  interface GlobalComponents {
${entries(elements, 'CustomElement', '    ')}
  }
}
`;

/** Writes the files into the folder of a package that is being packed; the types into its `dist`. */
export function writeElementData(home: Home, manifest: Manifest, folder: string): void {
  const elements = manifest.modules.flatMap(({ path, declarations = [] }) => declarations.map((declaration) => typed(path, declaration)));
  const quiet = { outdir: folder, hideLogs: true };
  // The two libraries share a type of their own for the same file.
  const file = manifest as unknown as Parameters<typeof generateVsCodeCustomElementData>[0];
  generateVsCodeCustomElementData(file, { ...quiet, htmlFileName: 'vscode.html-custom-data.json', cssFileName: 'vscode.css-custom-data.json' });
  generateJetBrainsWebTypes(file, { ...quiet, webTypesFileName: 'web-types.json', packageJson: false });
  if (home === 'widget') return;
  mkdirSync(join(folder, 'dist'), { recursive: true });
  writeFileSync(join(folder, 'dist/react.d.ts'), reactTypes(elements));
  writeFileSync(join(folder, 'dist/vue.d.ts'), vueTypes(elements));
}
