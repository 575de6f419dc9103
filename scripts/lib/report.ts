import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** How a suite ended; suites write it to the file named by `KLAPKA_TEST_REPORT` and `scripts/test.ts` adds them up. */
export interface Report {
  passed: number;
  failed: number;
  skipped?: number;
  /** What failed and why, said again at the end of a run, where whoever reads only the tail of a log finds it. */
  failures?: string[];
}

export function writeReport(report: Report): void {
  const path = process.env['KLAPKA_TEST_REPORT'];
  if (!path) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(report));
}

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const count = (value: unknown): number => (typeof value === 'number' ? value : 0);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const objects = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(text) : []);

/** A failure in a few lines: the whole of it stands in the suite's own output. */
export function failure(name: string, message: string): string {
  return [name, ...message.split('\n').filter((line) => line.trim()).slice(0, 12).map((line) => `    ${line}`)].join('\n');
}

function vitestFailures(found: Json): string[] {
  return objects(found['testResults']).flatMap((file) => {
    const tests = objects(file['assertionResults']).filter((test) => test['status'] === 'failed');
    const told = tests.map((test) => failure(text(test['fullName']), texts(test['failureMessages']).join('\n')));
    return told.length === 0 && file['status'] === 'failed' ? [failure(text(file['name']), text(file['message']))] : told;
  });
}

/** Reads our own report or vitest's JSON; null where a suite died before it wrote one. */
export function readReport(path: string): Report | null {
  try {
    const found: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!isObject(found)) return null;
    if ('numPassedTests' in found) {
      // A file that fails to load has no tests; it counts as one failure.
      const suites = count(found['numFailedTestSuites']);
      const failed = Math.max(count(found['numFailedTests']), found['success'] === false ? 1 : 0, suites > 0 ? 1 : 0);
      return { passed: count(found['numPassedTests']), failed, skipped: count(found['numPendingTests']) + count(found['numTodoTests']), failures: vitestFailures(found) };
    }
    return { passed: count(found['passed']), failed: count(found['failed']), skipped: count(found['skipped']), failures: texts(found['failures']) };
  } catch {
    return null;
  }
}
