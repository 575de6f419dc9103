import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from '../../scripts/find-browser.ts';
import { Checkout } from './checkout.ts';

/** One of each, made by the command itself; then everything is judged untouched, as a person's first run would. */
const made = [['locale', 'de'], ['element', 'call-log'], ['adapter', 'pbx', 'example-pbx'], ['adapter', 'channel', 'example-chat'], ['store', 'parking-slots']];
const everything = { timeout: 120_000 };
let checkout: Checkout;
const written: string[] = [];

beforeAll(async () => {
  checkout = new Checkout();
  for (const words of made) {
    const { code, output } = await checkout.node('scripts/new.ts', ...words);
    expect(code, output).toBe(0);
    written.push(...[...output.matchAll(/^ {2}(\S+\.ts)$/gm)].map(([, path = '']) => path));
  }
}, 60_000);

afterAll(() => checkout.dispose());

const passes = async (script: string, ...args: string[]): Promise<string> => {
  const { code, output } = await checkout.tool(script, ...args);
  expect(code, output).toBe(0);
  return output;
};

describe('npm run new', everything, () => {
  it('writes what has the right types and follows the rules of style', async () => {
    expect(written.length).toBeGreaterThan(30);
    await Promise.all([
      passes('typescript/bin/tsc', '-p', '.'),
      passes('eslint/bin/eslint.js', '--max-warnings', '0', ...written, 'components/define.ts', 'widget/window/texts.ts', 'protocol/model/conversation.ts'),
    ]);
  });

  it('writes what the checks ask for: rooms, manifest, boundaries, nothing unused', async () => {
    const { code, output } = await checkout.node('scripts/check.ts', 'rooms', 'manifest', 'boundaries', 'loosened tests', 'unused');
    expect(code, output).toBe(0);
    expect(output).toMatch(/de: 0 of \d{3} texts/);
    expect(checkout.read('components/custom-elements.json')).toContain('"tagName": "pbx-call-log"');
  });

  it('writes tests of adapters, stores and channels that pass', async () => {
    const output = await passes('vitest/vitest.mjs', 'run', '--project', 'node', 'example-pbx', 'example-chat', 'parking-slots');
    expect(output).toMatch(/Test Files {2}4 passed/);
  });

  it('writes an element whose test passes in a browser', async () => {
    process.env['CHROME_PATH'] ??= await findBrowser();
    const output = await passes('@web/test-runner/dist/bin.js', '--files', 'test/components/call-log.test.ts');
    expect(output).toMatch(/13 passed, 0 failed/);
  });

  it('makes a language of its own of every room, those made later too', async () => {
    expect(checkout.read('components/locales/de/index.ts')).toContain("'call-log': () => import('./call-log.ts'),");
    checkout.change('components/locales/de/call-log.ts', '= {}', "= { title: 'Anrufliste' }");
    expect((await checkout.node('scripts/check.ts', 'rooms')).output).toMatch(/de: 1 of \d{3} texts/);
  });

  it('touches nothing where a name is taken or is none', async () => {
    const before = checkout.read('components/call-log/call-log.ts');
    const taken = await checkout.node('scripts/new.ts', 'element', 'call-log');
    expect([taken.code, taken.output]).toEqual([1, expect.stringContaining('There already: components/call-log/call-log.ts')]);
    expect(checkout.read('components/call-log/call-log.ts')).toBe(before);
    for (const words of [['element', 'Call Log'], ['element', 'core'], ['element', '../x'], ['adapter', 'mail', 'x'], ['locale', 'deutsch'], ['element', 'a', 'b'], []]) {
      const { code, output } = await checkout.node('scripts/new.ts', ...words);
      expect(code, output).toBe(1);
      expect(output).toContain('npm run new');
    }
  });
});
