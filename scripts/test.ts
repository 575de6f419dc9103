// `npm test`: every check and every test, one closing line. `npm test -- node e2e` runs some suites.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findAsterisk } from './asterisk/program.ts';
import { findBrowser } from './find-browser.ts';
import { readReport, type Report } from './lib/report.ts';
import { root } from './lib/root.ts';
import { run } from './lib/run.ts';

interface Suite {
  name: string;
  script: string;
  args: string[];
}

const modules = join(root, 'node_modules');
const vitest = (project: string): Suite => ({
  name: project,
  script: join(modules, 'vitest/vitest.mjs'),
  args: ['run', '--project', project, '--reporter=default', '--reporter=json', '--outputFile.json=REPORT'],
});

const suites: Suite[] = [
  { name: 'build', script: join(root, 'scripts/build.ts'), args: [] },
  { name: 'check', script: join(root, 'scripts/check.ts'), args: [] },
  vitest('node'),
  vitest('embedded'),
  { name: 'elements', script: join(modules, '@web/test-runner/dist/bin.js'), args: [] },
  vitest('stories-light'),
  vitest('stories-dark'),
  vitest('storybook'),
  vitest('e2e'),
  vitest('asterisk'),
  vitest('package'),
];

async function browserOrFail(): Promise<string> {
  try {
    return await findBrowser();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.log('0 passed, 1 failed');
    process.exit(1);
  }
}

/** Whether a suite has what it needs; where not, says so, and fails only who asked for that suite, or requires it (`KLAPKA_TEST_REQUIRE`). */
async function canRun({ name }: Suite): Promise<boolean> {
  if (name !== 'asterisk' || wanted.includes(name) || process.env['KLAPKA_TEST_REQUIRE'] === name) return true;
  try {
    await findAsterisk();
    return true;
  } catch (error) {
    lines.push(`– asterisk: NOT RUN. ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const browser = await browserOrFail();
const folder = mkdtempSync(join(tmpdir(), 'klapka-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };
const lines: string[] = [];
const failures: string[] = [];

for (const suite of suites.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  console.log(`\n── ${suite.name} ──`);
  if (!(await canRun(suite))) continue;
  const began = Date.now();
  const report = join(folder, `${suite.name}.json`);
  const { code } = await run(process.execPath, ['--conditions=klapka-source', suite.script, ...suite.args.map((argument) => argument.replace('REPORT', report))], {
    env: { CHROME_PATH: browser, KLAPKA_TEST_REPORT: report, NODE_OPTIONS: '--disable-warning=ExperimentalWarning', FORCE_COLOR: '0' },
  });
  // A suite that wrote nothing, or that failed without a failed test, is one failure: silence is not success.
  const result: Report = readReport(report) ?? { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  if (code !== 0 && result.failed === 0) result.failed = 1;
  total.passed += result.passed;
  total.failed += result.failed;
  total.skipped += result.skipped ?? 0;
  failures.push(...(result.failures ?? []).map((told) => `✗ ${suite.name}: ${told}`));
  lines.push(`${result.failed === 0 ? '✓' : '✗'} ${suite.name}: ${result.passed} passed, ${result.failed} failed (${Math.round((Date.now() - began) / 1000)} s)`);
}

rmSync(folder, { recursive: true, force: true });
console.log(`\n${[...failures, ...lines].join('\n')}\n`);
if (total.skipped > 0) console.log(`${total.skipped} skipped: a skipped test counts as failed`);
console.log(`${total.passed} passed, ${total.failed + total.skipped} failed`);
process.exit(total.failed + total.skipped === 0 ? 0 : 1);
