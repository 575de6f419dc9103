import { spawn } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import ts from 'typescript';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { compileScript, parse } from 'vue/compiler-sfc';
import type { Manifest } from '../../scripts/lib/manifest.ts';
import { launchBrowser } from '../e2e/support/browser.ts';
import { startPageServer } from '../e2e/support/page-server.ts';
import { shared } from '../e2e/support/shared.ts';
import { Editor } from './support/editor.ts';

const folder = inject('installed');
const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));
const samples = fileURLToPath(new URL('samples', import.meta.url));

/** The frameworks are this checkout's; npm would only copy them once more. */
const frameworks = ['react', 'react-dom', '@types/react', '@types/react-dom', 'vue', '@angular/common', '@angular/compiler', '@angular/core', '@angular/platform-browser', 'rxjs'];

/** What the book tells to write, as it stands there: fenced code, by its language and a word in it. */
const embed = readFileSync(new URL('../../stories/guides/embed.mdx', import.meta.url), 'utf8');
function bookSample(language: string, word: string): string {
  const code = [...embed.matchAll(/^```(\w+)\n(.*?)^```$/gms)].find(([, kind, text = '']) => kind === language && text.includes(word))?.[2];
  if (code === undefined) throw new Error(`the book has no sample in ${language} with ${word}`);
  return code;
}

beforeAll(() => {
  cpSync(samples, folder, { recursive: true });
  writeFileSync(join(folder, 'react/book.tsx'), bookSample('tsx', 'pbx-dialer'));
  writeFileSync(join(folder, 'vue/Book.vue'), bookSample('html', '<script setup'));
  writeFileSync(join(folder, 'angular/book.component.ts'), bookSample('ts', '@Component'));
  for (const name of frameworks) {
    mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true });
    symlinkSync(join(modules, name), join(folder, 'node_modules', name), 'dir');
  }
});

/** What a checker says of a sample, one line for each complaint, and those that only go on with one left out. */
async function complaints(checker: string, sample: string): Promise<string[]> {
  const child = spawn(process.execPath, [join(modules, checker), '-p', sample, '--pretty', 'false'], { cwd: folder });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => { output += String(chunk); });
  await new Promise((resolve) => child.once('close', resolve));
  return output.split('\n').filter((line) => line.trim() !== '' && !line.startsWith(' '));
}

/** Vue's own compiler, where a product would have its bundler's plugin. */
const vueFiles: Plugin = {
  name: 'vue-files',
  setup(build) {
    build.onLoad({ filter: /\.vue$/ }, ({ path }) => {
      const { descriptor } = parse(readFileSync(path, 'utf8'), { filename: path });
      const compilerOptions = { isCustomElement: (tag: string) => tag.startsWith('pbx-') };
      const { content } = compileScript(descriptor, { id: path, inlineTemplate: true, templateOptions: { compilerOptions } });
      return { contents: content, loader: 'ts' };
    });
  },
};

describe('the checkers of the frameworks', () => {
  it('React: takes the sample and the book’s, and refuses an unknown attribute, value and detail', async () => {
    const [attribute, value, detail, ofChat, chatDetail, ...others] = await complaints('typescript/bin/tsc', 'react');
    expect(others).toEqual([]);
    expect(attribute).toMatch(/^react\/wrong\.tsx\(4,\d+\): error TS2322: Type '\{ numbr: string; \}' is not assignable/);
    expect(value).toMatch(/^react\/wrong\.tsx\(5,\d+\): error TS2322: Type '"huge"' is not assignable to type '"normal" \| "minimised" \| "maximised" \| undefined'/);
    expect(detail).toMatch(/^react\/wrong\.tsx\(6,\d+\): error TS2339: Property 'extension' does not exist on type 'DialDetail'/);
    expect(ofChat).toMatch(/^react\/wrong\.tsx\(7,\d+\): error TS2322: Type '\{ gatewy: string; \}' is not assignable/);
    expect(chatDetail).toMatch(/^react\/wrong\.tsx\(8,\d+\): error TS2339: Property 'answered' does not exist on type 'ChatChangedDetail'/);
  });

  it('Vue: takes the sample and the book’s, and refuses an unknown attribute, value and detail', async () => {
    const [attribute, value, detail, ofChat, chatDetail, ...others] = await complaints('vue-tsc/bin/vue-tsc.js', 'vue');
    expect(others).toEqual([]);
    expect(attribute).toMatch(/^vue\/Wrong\.vue\(9,\d+\): error TS\d+: .*'numbr' does not exist/);
    expect(value).toMatch(/^vue\/Wrong\.vue\(10,\d+\): error TS2322: Type '"huge"' is not assignable to type '"normal" \| "minimised" \| "maximised" \| undefined'/);
    expect(detail).toMatch(/^vue\/Wrong\.vue\(11,\d+\): error TS2339: Property 'extension' does not exist on type 'DialDetail'/);
    expect(ofChat).toMatch(/^vue\/Wrong\.vue\(12,\d+\): error TS\d+: .*'gatewy' does not exist/);
    expect(chatDetail).toMatch(/^vue\/Wrong\.vue\(13,\d+\): error TS2339: Property 'answered' does not exist on type 'ChatChangedDetail'/);
  });

  it('Angular: compiles the sample and the book’s', async () => {
    expect(await complaints('@angular/compiler-cli/bundles/src/bin/ngc.js', 'angular')).toEqual([]);
    expect(globSync('angular/built/*.js', { cwd: folder })).toHaveLength(3);
  });
});

describe('the sample, built and opened', () => {
  const browser = shared(() => launchBrowser());

  for (const [framework, entry, plugins] of [['React', 'react/main.tsx', []], ['Vue', 'vue/main.ts', [vueFiles]], ['Angular', 'angular/built/main.js', []]] as const) {
    it(`${framework}: sets properties, hears events and calls a method`, async () => {
      const site = await startPageServer('127.0.0.1', join(folder, entry), [...plugins]);
      const page = await browser().newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      try {
        await page.goto(site.origin);
        await page.getByRole('row', { name: /Petr Svoboda/ }).waitFor();
        expect(await page.getByRole('row').count()).toBe(2); // the heading and the one found
        await page.getByRole('button', { name: 'Ring', exact: true }).click();
        await page.locator('output').getByText('1002', { exact: true }).waitFor();
        await page.getByRole('button', { name: 'Call the front desk' }).click();
        await page.locator('output').getByText('1003', { exact: true }).waitFor();
        expect(errors).toEqual([]);
      } finally {
        await page.close();
        await site.stop();
      }
    });
  }
});

describe('an editor, asked while somebody types', () => {
  const editor = new Editor(join(folder, 'react'));
  const typed = (jsx: string) => editor.complete(`import type {} from '@klapka/components/react';\nimport type {} from '@klapka/widget/react';\nexport const typed = ${jsx};`);

  it('completes the tags, and says what each is', () => {
    const { names, about } = typed('<pbx-|');
    const tags = ['components', 'widget'].flatMap((home) => (JSON.parse(readFileSync(join(folder, `node_modules/@klapka/${home}/custom-elements.json`), 'utf8')) as Manifest).modules)
      .flatMap(({ declarations = [] }) => declarations.map(({ tagName = '' }) => tagName));
    // The chat window is the button's, and nobody's to write.
    expect(names.filter((name) => name.startsWith('pbx-')).toSorted()).toEqual(tags.filter((tag) => tag !== 'pbx-chat-window').toSorted());
    expect(about('pbx-dialer')).toBe('Dials by number or name and holds the calls of this phone.');
  });

  it('completes <pbx-dialer …>: attributes and events, each with what it is for', () => {
    const { names, about } = typed('<pbx-dialer | />');
    expect(names).toEqual(expect.arrayContaining(['compact', 'detached', 'disabled', 'i18n', 'number', 'session', 'onpbx-dial', 'onpbx-call-ended', 'className', 'ref']));
    expect(names).not.toContain('renderRoot');
    expect(about('compact')).toBe('Leaves the keys out.');
    expect(about('onpbx-dial')).toBe('Before a number is dialled; prevent it to place the call elsewhere.');
  });

  it('completes values, single texts and the details of events', () => {
    expect(typed('<pbx-call size="|" />').names).toEqual(['normal', 'minimised', 'maximised']);
    expect(typed('<pbx-dialer i18n={{ | }} />').names).toEqual(expect.arrayContaining(['call', 'noSuchName', 'BUSY']));
    expect(typed('<pbx-dialer onpbx-call-ended={({ detail }) => detail.|} />').names).toEqual(expect.arrayContaining(['duration', 'reason']));
  });

  it('HTML and CSS: finds the data the packages name', () => {
    for (const home of ['components', 'widget']) {
      const at = join(folder, 'node_modules/@klapka', home);
      const { 'web-types': webTypes } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8')) as { 'web-types': string };
      for (const file of [webTypes, 'vscode.html-custom-data.json', 'vscode.css-custom-data.json']) {
        expect(readFileSync(join(at, file), 'utf8'), file).toContain(file.includes('css') ? '--pbx-accent' : home === 'widget' ? 'pbx-chat-button' : 'pbx-dialer');
      }
    }
  });
});

describe('what an editor is told', () => {
  const manifest = JSON.parse(readFileSync(join(folder, 'node_modules/@klapka/components/custom-elements.json'), 'utf8')) as Manifest;
  const options: ts.CompilerOptions = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, noLib: true, types: [] };
  const host = ts.createCompilerHost(options);

  /** The declarations that come with this file's imports. */
  const declarationsOf = (file: string): string => ts.createProgram([file], options, host).getSourceFiles().map(({ text }) => text).join('\n');

  for (const { path, declarations = [] } of manifest.modules) {
    for (const { tagName = '', events = [] } of declarations) {
      it(`${tagName}: its class, and every event with its detail, come with either import`, () => {
        const room = join(folder, 'node_modules/@klapka/components', dirname(path));
        for (const file of [path.replace(/^.*\/(.*)\.js$/, '$1.d.ts'), 'define.d.ts']) {
          const text = declarationsOf(join(room, file));
          const unknown = [tagName, ...events.map(({ name }) => name)].filter((name) => !text.includes(`'${name}': `));
          expect(unknown, file).toEqual([]);
        }
      });
    }
  }
});
