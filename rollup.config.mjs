// Browser builds, written to dist/browser, which the gateway serves:
//   chat-button.js        what a public page loads: one request, no dependency
//   chat/window.js        the chat window behind it, with its chunks
//   cdn/klapka.js         every element, for a page that uses no bundler; chunks beside it
//   client.js             the page of the whole client (index.html beside it)
// The npm packages are built by `tsc` (scripts/pack.ts): standard modules, not bundled.
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { copyFileSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import esbuild from 'rollup-plugin-esbuild';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

const plugins = () => [
  nodeResolve({ browser: true, exportConditions: ['klapka-source'] }),
  esbuild({ target: 'es2022', minify: true, tsconfig: path('./tsconfig.json'), legalComments: 'none' }),
];

const onwarn = (warning, warn) => {
  // Decorators compiled by TypeScript's rules refer to `this` at module level in helpers of dependencies.
  if (warning.code === 'THIS_IS_UNDEFINED') return;
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

export default [
  {
    input: { 'chat-button': path('./widget/button/define.ts') },
    output: { ...output, entryFileNames: '[name].js', sourcemap: false },
    plugins: plugins(),
    onwarn,
  },
  {
    input: { window: path('./widget/window/define.ts') },
    output: { ...output, entryFileNames: 'chat/[name].js', chunkFileNames: 'chat/[name]-[hash].js' },
    plugins: plugins(),
    onwarn,
  },
  {
    input: { 'cdn/klapka': path('./components/define.ts'), client: path('./components/client/page/page.ts') },
    output: { ...output, entryFileNames: '[name].js', chunkFileNames: 'assets/[name]-[hash].js' },
    plugins: [...plugins(), clientPage],
    onwarn,
  },
];
