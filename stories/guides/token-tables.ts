// The tokens as the manifests have them, by layer: what an element does not promise is not listed, and nothing is listed by hand.
import components from '../../components/custom-elements.json' with { type: 'json' };
import widget from '../../widget/custom-elements.json' with { type: 'json' };
import { componentColors, componentShapes } from '../../components/theme/component-tokens.ts';
import { tokens as sheet } from '../../components/theme/tokens.styles.ts';

export type Layer = 'reference' | 'system' | 'component';

interface Token {
  name: string;
  default?: string;
  description?: string;
}
interface Declared {
  tagName: string;
  cssProperties?: Token[];
}

const references = /^--pbx-(?:neutral|accent|good|warn|bad|font|radius|text(?:-\w+)?|space-\d)$/;

/** A size of its own (`--pbx-inbox-height`) is as much a single thing's as the colour of a bubble is. */
export function layerOf(name: string): Layer {
  if (references.test(name)) return 'reference';
  const short = name.replace('--pbx-', '');
  return short in componentColors || short in componentShapes || /-(?:height|bottom)$/.test(name) ? 'component' : 'system';
}

/** Kin stand together, as in the sheets that make them; what is only one element's comes last. */
const order = [...sheet.cssText.matchAll(/var\((--pbx-[\w-]+),/g)].map(([, name]) => name).concat(Object.keys({ ...componentColors, ...componentShapes }).map((name) => `--pbx-${name}`));
const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);

const declared = [...components.modules, ...widget.modules].flatMap(({ declarations }): Declared[] => declarations);

/** One layer as a table in Markdown: token, what it is where the page sets none, what it is for, and who reads it where that are few. */
export function tokenTable(layer: Layer): string {
  const tokens = new Map<string, Token & { readers: string[] }>();
  for (const { tagName, cssProperties = [] } of declared) {
    for (const token of cssProperties) {
      const known = tokens.get(token.name) ?? { ...token, readers: [] };
      known.readers.push(tagName);
      tokens.set(token.name, known);
    }
  }
  const rows = [...tokens.values()].filter(({ name }) => layerOf(name) === layer).toSorted((a, b) => place(a.name) - place(b.name)).map(({ name, default: standard = '', description = '', readers }) =>
    `| \`${name}\` | ${description} | \`${standard}\` |${layer === 'component' ? ` ${readers.map((tag) => `\`${tag}\``).join(', ')} |` : ''}`);
  const heads = ['Token', 'For', 'Where the page sets none', ...(layer === 'component' ? ['Read by'] : [])];
  return [`| ${heads.join(' | ')} |`, `|${' --- |'.repeat(heads.length)}`, ...rows].join('\n');
}
