import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** How a suite ended; suites write it to the file named by `KLAPKA_TEST_REPORT` and `scripts/test.ts` adds them up. */
export interface Report {
  passed: number;
  failed: number;
  skipped?: number;
}

export function writeReport(report: Report): void {
  const path = process.env['KLAPKA_TEST_REPORT'];
  if (!path) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(report));
}

function count(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** Reads our own report or vitest's JSON; null where a suite died before it wrote one. */
export function readReport(path: string): Report | null {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof parsed !== 'object' || parsed === null) return null;
    const found = parsed as Record<string, unknown>;
    if ('numPassedTests' in found) {
      // A file that fails to load has no tests; it counts as one failure.
      const suites = count(found['numFailedTestSuites']);
      const failed = Math.max(count(found['numFailedTests']), found['success'] === false ? 1 : 0, suites > 0 ? 1 : 0);
      return { passed: count(found['numPassedTests']), failed, skipped: count(found['numPendingTests']) + count(found['numTodoTests']) };
    }
    return { passed: count(found['passed']), failed: count(found['failed']), skipped: count(found['skipped']) };
  } catch {
    return null;
  }
}
