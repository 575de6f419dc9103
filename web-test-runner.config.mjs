import { esbuildPlugin } from '@web/dev-server-esbuild';
import { playwrightLauncher } from '@web/test-runner-playwright';
import { fileURLToPath } from 'node:url';
import { browserFlags } from './scripts/browser-flags.ts';
import { findBrowser } from './scripts/find-browser.ts';
import { failure, writeReport } from './scripts/lib/report.ts';
import { defaultReporter } from '@web/test-runner';

/** Adds the tests up for `npm test`; a file that fails to load counts as one failure. */
function countingReporter() {
  const countTests = (suite) => {
    const own = suite?.tests ?? [];
    const inner = (suite?.suites ?? []).map(countTests);
    const sum = (key) => inner.reduce((total, counts) => total + counts[key], 0);
    return {
      passed: own.filter((test) => test.passed && !test.skipped).length + sum('passed'),
      failed: own.filter((test) => !test.passed && !test.skipped).length + sum('failed'),
      skipped: own.filter((test) => test.skipped).length + sum('skipped'),
    };
  };
  const failuresOf = (suite, path = []) => [
    ...(suite?.tests ?? []).filter((test) => !test.passed && !test.skipped).map((test) => failure([...path, test.name].join(' > '), test.error?.message ?? '')),
    ...(suite?.suites ?? []).flatMap((inner) => failuresOf(inner, [...path, inner.name])),
  ];
  return {
    stop({ sessions }) {
      const report = { passed: 0, failed: 0, skipped: 0, failures: [] };
      for (const session of sessions) {
        const counts = countTests(session.testResults);
        report.passed += counts.passed;
        report.failed += counts.failed === 0 && !session.passed ? 1 : counts.failed;
        report.skipped += counts.skipped;
        report.failures.push(...failuresOf(session.testResults));
        if (counts.failed === 0 && !session.passed) report.failures.push(failure(session.testFile, session.errors.map(({ message }) => message).join('\n')));
      }
      writeReport(report);
    },
  };
}

/** Storybook's own test library is CommonJS inside; elements' tests show stories and play none. */
const storiesAsScenes = {
  name: 'stories-as-scenes',
  resolveImport: ({ source }) => (source === 'storybook/test' ? '/test/components/no-journeys.ts' : undefined),
};

// Reduced motion: a contrast judged in the middle of a fade would say nothing about what people see.
export default {
  reporters: [defaultReporter(), countingReporter()],
  files: ['test/components/**/*.test.ts', 'test/widget/**/*.test.ts', '!test/widget/**/*.node.test.ts'],
  nodeResolve: { exportConditions: ['klapka-source', 'browser', 'development'] },
  concurrency: 2,
  browsers: [playwrightLauncher({ product: 'chromium', launchOptions: { executablePath: await findBrowser(), args: browserFlags }, createBrowserContext: ({ browser }) => browser.newContext({ reducedMotion: 'reduce' }) })],
  plugins: [storiesAsScenes, esbuildPlugin({ ts: true, target: 'es2022', tsconfig: fileURLToPath(new URL('./tsconfig.json', import.meta.url)) })],
  testFramework: { config: { timeout: 10_000 } },
  testsFinishTimeout: 300_000,
};
