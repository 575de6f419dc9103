import { storybookTest } from '@storybook/addon-vitest/vitest-plugin';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { browserFlags } from './scripts/browser-flags.ts';
import { findBrowser } from './scripts/find-browser.ts';

const resolve = { conditions: ['klapka-source'] };
// No 'import' here: it would reach node as a condition for require() as well, and CommonJS packages would get ES modules.
const ssr = { resolve: { conditions: ['klapka-source', 'node'], externalConditions: ['klapka-source', 'node'] } };
const executablePath = await findBrowser();
/** The contract of PBXs on the embedded one. */
const embedded = 'test/contract/pbx/embedded/**/*.test.ts';
/** How many files of tests that wait for rings and sounds, far more than they compute, run at once: some more than cores. */
const waiting = Math.max(4, availableParallelism());
// Workers and child processes that a test starts run TypeScript from source, as the launcher does.
const execArgv = ['--conditions=klapka-source'];

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: 'node',
          environment: 'node',
          include: ['test/{core,server,contract,locales,scripts,theme}/**/*.test.ts', 'test/widget/**/*.node.test.ts'],
          exclude: [embedded],
          testTimeout: 20_000,
          expect: { poll: { timeout: 5_000 } },
          execArgv,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'embedded',
          environment: 'node',
          include: [embedded],
          testTimeout: 20_000,
          expect: { poll: { timeout: 5_000 } },
          maxWorkers: waiting,
          execArgv,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 10_000 } },
          // Each file starts a gateway and browsers; two at once are what a small machine carries.
          maxWorkers: 2,
          execArgv,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'asterisk',
          environment: 'node',
          include: ['test/asterisk/**/*.test.ts'],
          globalSetup: ['./test/asterisk/asterisk.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 10_000 } },
          // Some three hundred calls with real media: a packet of a handshake that is lost to a busy machine costs a check, so one
          // that fails is tried once more. What fails twice has failed.
          retry: 1,
          maxWorkers: 2,
          execArgv,
        },
      },
      {
        test: {
          name: 'package',
          environment: 'node',
          include: ['test/package/**/*.test.ts'],
          globalSetup: ['test/package/support/install.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          execArgv,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'storybook',
          environment: 'node',
          include: ['test/stories/**/*.test.ts'],
          globalSetup: ['./test/stories/build.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          execArgv,
        },
      },
      ...(['light', 'dark'] as const).map((theme) => ({
        resolve: { conditions: ['klapka-source', 'browser', 'module', 'import', 'default'] },
        define: { STORY_THEME: JSON.stringify(theme) },
        plugins: [storybookTest({ configDir: fileURLToPath(new URL('./stories/.storybook', import.meta.url)) })],
        test: {
          name: `stories-${theme}`,
          // Reduced motion: a contrast judged in the middle of a fade would say nothing about what people see.
          browser: {
            enabled: true,
            headless: true,
            provider: playwright({ launchOptions: { executablePath, args: browserFlags }, contextOptions: { reducedMotion: 'reduce' } }),
            instances: [{ browser: 'chromium' as const }],
          },
        },
      })),
    ],
  },
});
