// A rollup plugin: takes the white space and comments out of Lit's css, html and svg templates, which minifiers leave alone.
// It runs after esbuild, so it finds the tags by what was imported from lit, whatever their names are by then.

import { readFileSync } from 'node:fs';

// Private twins of the tokens are named by place in their list: the same in every file, and a hundred bytes less in each.
const twins = new Map([...readFileSync(new URL('../../components/theme/tokens.styles.ts', import.meta.url), 'utf8').matchAll(/^ +(--_[\w-]+):/gm)].map(([, name], place) => [name, `--_${place.toString(36)}`]));

const css = (text) => text
  .replace(/\/\*[\s\S]*?\*\//g, '')
  .replace(/\s+/g, ' ')
  .replace(/ ?([{};,>]) ?/g, '$1')
  .replace(/ !/g, '!')
  .replace(/([\w-]): /g, '$1:')
  .replace(/\) ([*/]) /g, ')$1')
  .replace(/(@\w+) \(/g, '$1(')
  .replace(/="([\w-]+)"\]/g, '=$1]')
  .replace(/;}/g, '}')
  .replace(/--_[\w-]+/g, (name) => twins.get(name) ?? name);

// White space with a line break beside a tag is indentation; elsewhere it separates attributes or words.
const markup = (text) => text.replace(/\s*\n\s*/g, (_space, at, all) => {
  const before = all[at - 1];
  const after = all.slice(at).trimStart()[0];
  return before === '>' || after === '<' ? '' : ' ';
});

const minifiers = { css, html: markup, svg: markup };

/** Minifier by the local name of a tag. */
function tagsOf(program) {
  const specifiers = program.body.filter(({ type, source }) => type === 'ImportDeclaration' && source.value === 'lit').flatMap((node) => node.specifiers);
  return new Map(specifiers.filter(({ imported }) => imported && minifiers[imported.name]).map(({ imported, local }) => [local.name, minifiers[imported.name]]));
}

/** Replaces the raw strings of every tagged template in place, last one first, so that offsets stay true. */
export function minifyTemplates() {
  return {
    name: 'minify-templates',
    transform(code, id) {
      if (id.includes('node_modules') || !/["']lit["']/.test(code)) return null;
      const program = this.parse(code);
      const tags = tagsOf(program);
      if (tags.size === 0) return null;
      const edits = [];
      const walk = (node) => {
        if (!node || typeof node.type !== 'string') return;
        const minify = node.type === 'TaggedTemplateExpression' ? tags.get(node.tag.name) : undefined;
        if (minify) for (const { start, end } of node.quasi.quasis) edits.push({ start, end, text: minify(code.slice(start, end)) });
        for (const child of Object.values(node)) {
          if (Array.isArray(child)) child.forEach(walk);
          else if (child && typeof child === 'object') walk(child);
        }
      };
      walk(program);
      let out = code;
      for (const { start, end, text } of edits.sort((a, b) => b.start - a.start)) out = out.slice(0, start) + text + out.slice(end);
      return { code: out, map: null };
    },
  };
}
