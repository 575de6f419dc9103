import { defineConfig } from 'vitest/config';

const resolve = { conditions: ['klapka-source'] };
const ssr = { resolve: { conditions: ['klapka-source', 'node', 'import', 'default'], externalConditions: ['klapka-source', 'node'] } };
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
          include: ['test/{core,server,contract,package,scripts}/**/*.test.ts', 'test/widget/**/*.node.test.ts'],
          testTimeout: 20_000,
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
          // Each file starts a gateway and browsers; two at once are what a small machine carries.
          maxWorkers: 2,
          execArgv,
        },
      },
    ],
  },
});
