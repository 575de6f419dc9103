// `npm run check`: everything that can be judged without running the product. `npm run check -- lint rooms` runs some.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { browsersCheck } from './checks/browsers.ts';
import { manifestCheck } from './checks/manifest.ts';
import { packagesCheck } from './checks/packages.ts';
import { languageNotes, roomsCheck } from './checks/rooms.ts';
import { sizeCheck } from './checks/size.ts';
import { root } from './lib/root.ts';
import { runTool, type RunResult } from './lib/run.ts';
import { failure, writeReport } from './lib/report.ts';

interface Check {
  name: string;
  run: () => Promise<string[]>;
  /** What is worth knowing and no problem. */
  notes?: () => Promise<string[]>;
}

const failed = ({ code, output }: RunResult): string[] => (code === 0 ? [] : [output.trim() || `ended with ${code}`]);
const tool = async (script: string, args: string[]): Promise<string[]> => failed(await runTool(script, args, { quiet: true }));

/** A test that is skipped or alone is a test that does not run. */
function loosenedTests(): string[] {
  const loosened = /\b(?:it|test|describe)\.(?:skip|only|todo|fails|skipIf|runIf)\b|\bx(?:it|describe)\(/;
  return globSync('test/**/*.ts', { cwd: root }).flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => (loosened.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );
}

const checks: Check[] = [
  { name: 'types', run: async () => [...(await tool('typescript/bin/tsc', ['-p', '.'])), ...(await tool('typescript/bin/tsc', ['-p', 'server', '--noEmit']))] },
  { name: 'lint', run: () => tool('eslint/bin/eslint.js', ['.', '--cache', '--cache-location', '.cache/eslint', '--max-warnings', '0']) },
  { name: 'boundaries', run: () => tool('dependency-cruiser/bin/dependency-cruiser.mjs', ['--config', '.dependency-cruiser.cjs', 'protocol', 'components', 'widget', 'server']) },
  { name: 'rooms', run: () => roomsCheck(), notes: () => languageNotes() },
  { name: 'manifest', run: manifestCheck },
  { name: 'loosened tests', run: () => Promise.resolve(loosenedTests()) },
  { name: 'unused', run: () => tool('knip/bin/knip.js', ['--no-progress']) },
  { name: 'size', run: sizeCheck },
  { name: 'browsers', run: () => Promise.resolve(browsersCheck()) },
  { name: 'packages', run: packagesCheck },
];

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
let passed = 0;
const failures: string[] = [];
for (const check of checks.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const began = Date.now();
  const problems = await check.run();
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  if (problems.length === 0) passed += 1;
  else failures.push(failure(check.name, problems.join('\n')));
  console.log(`${problems.length === 0 ? '✓' : '✗'} ${check.name} (${seconds} s)`);
  for (const note of await check.notes?.() ?? []) console.log(`    ${note}`);
  for (const problem of problems) console.log(problem.replaceAll(/^/gm, '    '));
}
writeReport({ passed, failed: failures.length, failures });
process.exit(failures.length === 0 ? 0 : 1);
