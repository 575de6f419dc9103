// What editors and frameworks read, made from the manifest while a package is packed: VS Code, JetBrains, React and Vue types.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateJetBrainsWebTypes } from 'custom-element-jet-brains-integration';
import { generateVsCodeCustomElementData } from 'custom-element-vs-code-integration';
import type { Declaration, Home, Manifest } from './manifest.ts';

interface Typed {
  tag: string;
  summary: string;
  className: string;
  /** Module of the class, from `dist`. */
  module: string;
  properties: string;
  /** Those that are no property too: `{ gateway?: string | undefined }`. */
  attributes: string;
  events: string;
  /** `{ 'onpbx-dial'?: Handler<'pbx-dial'> }`, each with what the manifest says of it: an editor shows that beside its name. */
  handlers: string;
}

/** Where the types of the events are: every page that has an agent's element knows them all, a public page has the button alone. */
const eventMaps: Record<Home, { name: string; import: string }> = {
  components: { name: 'HTMLElementEventMap', import: '' },
  widget: { name: 'ChatButtonEvents', import: "import type { ChatButtonEvents } from './button/button.types.js';\n" },
};

const union = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(' | ') || 'never';

/** A comment an editor shows; empty where there is nothing to say. TypeScript takes it only where it begins a line. */
const doc = (text = ''): string => (text ? `/** ${text.replaceAll(/\s*\n\s*/g, ' ').replaceAll('*/', '*\\/')} */ ` : '');
const record = (members: readonly string[]): string => (members.length > 0 ? `{\n${members.map((member) => `        ${member}\n`).join('')}      }` : 'object');

function typed(path: string, { tagName = '', name, summary = '', members = [], attributes = [], events = [] }: Declaration): Typed {
  const properties = members.filter(({ kind, readonly }) => kind === 'field' && !readonly).map((member) => member.name);
  const bare = attributes.filter(({ fieldName }) => fieldName === undefined)
    .map((attribute) => `${doc(attribute.description)}'${attribute.name}'?: ${attribute.type?.text ?? 'string'} | undefined;`);
  return {
    tag: tagName,
    summary,
    className: name,
    module: path.replace(/^dist\//, './'),
    properties: union(properties),
    attributes: record(bare),
    events: union(events.map((event) => event.name)),
    handlers: record(events.map((event) => `${doc(event.description)}'on${event.name}'?: Handler<'${event.name}'>;`)),
  };
}

const imports = (elements: readonly Typed[]): string => elements.map(({ className, module }) => `import type { ${className} } from '${module}';`).join('\n');
const entries = (elements: readonly Typed[], entry: (element: Typed) => string, indent: string): string =>
  elements.map((element) => `${indent}${doc(element.summary)}'${element.tag}': ${entry(element)};`).join('\n');
const reactEntry = ({ className, properties, attributes, handlers }: Typed): string => `ElementProps<${className}, ${properties}, ${attributes} & ${handlers}>`;
const vueEntry = ({ className, properties, attributes, events }: Typed): string => `CustomElement<${className}, ${properties}, ${attributes}, ${events}>`;

/** Over `Pick`, because a type that is mapped from another one keeps the comments of its members. */
const ownProps = '{ [Name in keyof Pick<Type, Property>]?: Type[Name] | undefined }';

/** React 19 takes custom elements as they are, properties and `onpbx-…` handlers too; it only has to be told of them. */
const reactTypes = (elements: readonly Typed[], home: Home): string => `${eventMaps[home].import}${imports(elements)}
import type { DetailedHTMLProps, HTMLAttributes } from 'react';

type Events = ${eventMaps[home].name};
type Handler<Name extends keyof Events> = ((event: Events[Name]) => void) | undefined;
type ElementProps<Type extends HTMLElement, Property extends keyof Type, More> = DetailedHTMLProps<HTMLAttributes<Type>, Type> & ${ownProps} & More;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
${entries(elements, reactEntry, '      ')}
    }
  }
}
`;

/** Vue's templates look elements up among its global components. */
const vueTypes = (elements: readonly Typed[], home: Home): string => `${eventMaps[home].import}${imports(elements)}
import type { EmitFn, HTMLAttributes, PublicProps } from 'vue';

type Events = ${eventMaps[home].name};
type CustomElement<Type extends HTMLElement, Property extends keyof Type, Attributes, Event extends keyof Events> = new () => Type & {
  $props: HTMLAttributes & PublicProps & ${ownProps} & Attributes;
  $emit: EmitFn<{ [Name in Event]: (event: Events[Name]) => void }>;
};

declare module 'vue' {
  interface GlobalComponents {
${entries(elements, vueEntry, '    ')}
  }
}
`;

/** Writes the files into the folder of a package that is being packed; the types into its `dist`. */
export function writeElementData(home: Home, manifest: Manifest, folder: string): void {
  const quiet = { outdir: folder, hideLogs: true };
  // The two libraries share a type of their own for the same file.
  const file = manifest as unknown as Parameters<typeof generateVsCodeCustomElementData>[0];
  generateVsCodeCustomElementData(file, { ...quiet, htmlFileName: 'vscode.html-custom-data.json', cssFileName: 'vscode.css-custom-data.json' });
  generateJetBrainsWebTypes(file, { ...quiet, webTypesFileName: 'web-types.json', packageJson: false });
  // An element without declarations in the package (the chat window, which the button fetches) has no type to name.
  const published = manifest.modules.filter(({ path }) => existsSync(join(folder, path.replace(/\.js$/, '.d.ts'))));
  const elements = published.flatMap(({ path, declarations = [] }) => declarations.map((declaration) => typed(path, declaration)));
  mkdirSync(join(folder, 'dist'), { recursive: true });
  writeFileSync(join(folder, 'dist/react.d.ts'), reactTypes(elements, home));
  writeFileSync(join(folder, 'dist/vue.d.ts'), vueTypes(elements, home));
}
