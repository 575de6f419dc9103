import { esbuildPlugin } from '@web/dev-server-esbuild';
import { playwrightLauncher } from '@web/test-runner-playwright';
import { fileURLToPath } from 'node:url';
import { browserFlags } from './scripts/browser-flags.ts';
import { findBrowser } from './scripts/find-browser.ts';

export default {
  files: ['test/components/**/*.test.ts', 'test/widget/**/*.test.ts', '!test/widget/**/*.node.test.ts'],
  nodeResolve: { exportConditions: ['klapka-source', 'browser', 'development'] },
  concurrency: 2,
  browsers: [playwrightLauncher({ product: 'chromium', launchOptions: { executablePath: await findBrowser(), args: browserFlags } })],
  plugins: [esbuildPlugin({ ts: true, target: 'es2022', tsconfig: fileURLToPath(new URL('./tsconfig.json', import.meta.url)) })],
  testFramework: { config: { timeout: 10_000 } },
  testsFinishTimeout: 300_000,
};
