// Browser builds, written to dist/browser (scripts/build.ts puts them there whole), which the gateway serves:
//   chat-button.js        what a public page loads: one request, no dependency
//   chat/window.js        the chat window behind it, with its chunks
//   cdn/klapka.js         every element, for a page that uses no bundler
//   phone.js              the telephone alone: provider and dialer, chunks in phone/
//   es/<room>.js          one element each, sharing chunks in assets/ with all the others
//   es/language.js         addLanguage, for a page's own texts in the elements of es/ and cdn/
//   es/locales/<code>.js  a language beyond English and Czech, for the elements of es/
//   client.js             the page of the whole client (index.html beside it)
// `moduleTree` is what the npm package gets: standard modules, one per source file, neither bundled nor minified.
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { copyFileSync, globSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild, { minify } from 'rollup-plugin-esbuild';
import { minifyTemplates } from './scripts/lib/minify-templates.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

// esbuild only translates: its own resolver runs before node-resolve and would ignore packages' "browser" maps.
const { resolveId: _unused, ...translate } = esbuild({ target: 'es2022', tsconfig: path('./tsconfig.json') });

/**
 * Two of Lit's own messages, said only where a developer hands `css` what is no style sheet. TypeScript says it before, and
 * every page would carry them: 150 bytes of the dialer's first 12 kB.
 */
const shortMessages = {
  name: 'short-messages',
  transform: (code, id) => (id.endsWith('/css-tag.js')
    ? { code: code.replace(/Error\("Value passed to 'css'[\s\S]*?page security\."\)/, 'Error("css")').replace(/Error\("CSSResult is not constructable[^"]*"\)/, 'Error("css")'), map: null }
    : null),
};

const plugins = () => [
  nodeResolve({ browser: true, exportConditions: ['klapka-source', 'browser', 'production'] }),
  translate,
  shortMessages,
  minifyTemplates(),
  // Modules are UTF-8 wherever they come from, so Czech needs no escapes.
  minify({ target: 'es2022', legalComments: 'none', charset: 'utf8' }),
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
  writeBundle({ dir }) {
    copyFileSync(path('./components/client/page/index.html'), join(dir, 'index.html'));
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

/** Sorts modules into chunks by pattern, first match first. */
const sorted = (patterns) => (id) => patterns.find(([, pattern]) => pattern.test(id))?.[0];

/**
 * Chunks of `cdn/` and `es/` by when they are needed: small ones compress a third worse. `shell` is what every element needs,
 * `parts` what most share, `calls` what comes with the first call.
 */
const shell = /node_modules\/(lit|lit-html|lit-element|@lit\/reactive-element)\/(?!.*(directive|decorators))|components\/theme\/tokens|components\/shared\/(base-element|base\.styles|define|language|icon|keypad|reach\.styles|buttons\.styles|fields\.styles|icons\/(delete|phone|headphones))\.ts|components\/controllers\/(index|session-controller|context|port-controller|phone-controller|devices-controller|events)\.ts|components\/core\/(session|phone\/phone-port)\.ts/;
const provider = /components\/(provider\/provider|controllers\/(session-provider|create-session|token))\.ts/;
const calls = /components\/((call|incoming-call|device-settings)\/(?!define)|dialer\/(on-demand|problems|suggestions|instead)|locales\/en\/(call|incoming-call|device-settings)\.ts|shared\/(far-side|microphone-problem)\.ts)/;
/** What is done with a call beside holding it: fetched with the first one, so that its card and its ringing do not wait for it. */
const actions = /components\/(call\/actions\/(?!video)|incoming-call\/ringing|locales\/en\/(call-actions|ringing)|shared\/icons\/(circle-dot|circle-parking|circle-stop|keyboard|monitor-smartphone|phone-forwarded|merge|video)\.ts)/;
/** The pictures of a call: fetched when there are any. */
const video = /components\/call\/actions\/video/;
/** In the telephone alone nothing else uses these. */
const actionsOnly = /components\/shared\/icons\/(activity|copy|ellipsis|user-plus|plus|voicemail)\.ts/;
/** What the phone makes heard, and the choice of it: fetched with the engine, after first paint, whoever opens the settings. */
const sounds = /components\/(core\/phone\/(sounds|media\/speaker)|device-settings\/ringtone|locales\/en\/ringtone|shared\/icons\/(square|volume-2)\.ts)/;
const parts = /components\/(shared\/|controllers\/(store|command|files)-controller|locales\/en\/common)|node_modules\/(lit|lit-html|@lit\/reactive-element)\//;
const chunksOfAll = sorted([['shell', shell], ['provider', provider], ['sounds', sounds], ['video', video], ['actions', actions], ['calls', calls], ['messages', /components\/controllers\/outbox/], ['parts', parts]]);
/** The telephone alone: what is seen first, what connects and follows a session, what comes with a call. */
const chunksOfPhone = sorted([['dialer', shell], ['dialer', /components\/(dialer\/dialer|locales\/en\/dialer)/], ['provider', provider], ['provider', /controllers\/(files|store)-controller/], ['sounds', sounds], ['messages', /controllers\/outbox/], ['video', video], ['actions', actions], ['actions', actionsOnly], ['calls', calls], ['calls', parts]]);

/** Every room is an entry: a new folder is the whole change. */
const rooms = Object.fromEntries(globSync('components/*/define.ts', { cwd: path('.'), exclude: ['components/shared/**'] }).map((file) => [`es/${basename(dirname(file))}`, path(`./${file}`)]));
const languages = Object.fromEntries(globSync('components/locales/*/index.ts', { cwd: path('.') }).map((file) => [`es/locales/${basename(dirname(file))}`, path(`./${file}`)]));

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
    input: { ...rooms, ...languages, 'es/language': path('./components/shared/language.ts'), 'cdn/klapka': path('./components/define.ts'), client: path('./components/client/page/page.ts') },
    output: { ...output, entryFileNames: '[name].js', chunkFileNames: 'assets/[name]-[hash].js', manualChunks: chunksOfAll },
    plugins: [...plugins(), manifest('elements'), clientPage],
    onwarn,
  },
  {
    input: { phone: path('./components/phone.ts') },
    // The maps are written and not named: naming them costs the shell 70 bytes of its 12 kB.
    output: { ...output, sourcemap: 'hidden', entryFileNames: '[name].js', chunkFileNames: 'phone/[name]-[hash].js', manualChunks: chunksOfPhone },
    plugins: [...plugins(), manifest('phone')],
    onwarn,
  },
];
