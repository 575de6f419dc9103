// Browser builds, written to dist/browser, which the gateway serves:
//   chat-button.js        what a public page loads: one request, no dependency
//   chat/window.js        the chat window behind it, with its chunks
//   cdn/klapka.js         every element, for a page that uses no bundler
//   es/<room>.js          one element each, sharing chunks in assets/ with all the others
//   client.js             the page of the whole client (index.html beside it)
// `moduleTree` is what the npm package gets: standard modules, one per source file, neither bundled nor minified.
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { copyFileSync, globSync, mkdirSync } from 'node:fs';
import { basename, dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild, { minify } from 'rollup-plugin-esbuild';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

// esbuild only translates: its own resolver runs before node-resolve and would ignore packages' "browser" maps.
const { resolveId: _unused, ...translate } = esbuild({ target: 'es2022', tsconfig: path('./tsconfig.json') });

const plugins = () => [
  nodeResolve({ browser: true, exportConditions: ['klapka-source', 'browser', 'production'] }),
  translate,
  minify({ target: 'es2022', legalComments: 'none' }),
];

const onwarn = (warning, warn) => {
  // Decorators compiled by TypeScript's rules refer to `this` at module level in helpers of dependencies.
  if (warning.code === 'THIS_IS_UNDEFINED') return;
  // A module of types only is empty, and stays for whoever imports it.
  if (warning.code === 'EMPTY_BUNDLE') return;
  warn(warning);
};

const output = { dir: path('./dist/browser'), format: 'es', sourcemap: true, generatedCode: 'es2015' };

/** Copies the client's page beside its script. */
const clientPage = {
  name: 'client-page',
  writeBundle() {
    mkdirSync(path('./dist/browser'), { recursive: true });
    copyFileSync(path('./components/client/page/index.html'), path('./dist/browser/index.html'));
  },
};

/** What each file imports and is made of; `npm run size` adds the closures up. */
const manifest = (name) => ({
  name: 'size-manifest',
  generateBundle(_options, bundle) {
    const chunks = Object.values(bundle)
      .filter(({ type }) => type === 'chunk')
      .map(({ fileName, imports, dynamicImports, modules }) => ({ fileName, imports, dynamicImports, modules: Object.keys(modules).map((id) => relative(path('.'), id)) }));
    this.emitFile({ type: 'asset', fileName: `size/${name}.json`, source: JSON.stringify(chunks) });
  },
});

/** Every room is an entry: a new folder is the whole change. */
const rooms = Object.fromEntries(globSync('components/*/define.ts', { cwd: path('.'), exclude: ['components/shared/**'] }).map((file) => [`es/${basename(dirname(file))}`, path(`./${file}`)]));

/** One module per source file of `components/`; other packages stay imports. Declarations are tsc's (scripts/lib/pack.ts). */
export const moduleTree = (dir) => ({
  input: globSync('components/**/*.ts', { cwd: path('.'), exclude: ['**/dist/**', '**/node_modules/**', 'components/client/page/**', '**/*.d.ts'] }).map((file) => path(`./${file}`)),
  external: (id) => !id.startsWith('.') && !id.startsWith('/') && !/^[A-Za-z]:/.test(id),
  output: { dir, format: 'es', preserveModules: true, preserveModulesRoot: path('./components'), generatedCode: 'es2015' },
  plugins: [nodeResolve({ extensions: ['.ts'] }), translate],
  onwarn,
});

export default [
  {
    input: { 'chat-button': path('./widget/button/define.ts') },
    output: { ...output, entryFileNames: '[name].js', sourcemap: false },
    plugins: [...plugins(), manifest('button')],
    onwarn,
  },
  {
    input: { window: path('./widget/window/define.ts') },
    output: { ...output, entryFileNames: 'chat/[name].js', chunkFileNames: 'chat/[name]-[hash].js' },
    plugins: [...plugins(), manifest('window')],
    onwarn,
  },
  {
    input: { ...rooms, 'cdn/klapka': path('./components/define.ts'), client: path('./components/client/page/page.ts') },
    output: { ...output, entryFileNames: '[name].js', chunkFileNames: 'assets/[name]-[hash].js' },
    plugins: [...plugins(), manifest('elements'), clientPage],
    onwarn,
  },
];
