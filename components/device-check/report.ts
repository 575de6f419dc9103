import type { CheckResult } from '../controllers/index.ts';

/** The worst that was found: what cannot be looked at because of something else is told by that. */
export function worstOf(results: readonly CheckResult[]): 'ok' | 'warning' | 'failed' {
  if (results.some(({ outcome }) => outcome === 'failed')) return 'failed';
  return results.some(({ outcome }) => outcome === 'warning') ? 'warning' : 'ok';
}

/** What a person sends to whoever helps them: in English, whatever they read, and without anything about them. */
export function report(results: readonly CheckResult[]): string {
  const lines = results.map(({ step, outcome, code, found }) => `${step}: ${outcome}${code ? ` (${code})` : ''}${found ? ` ${found}` : ''}`);
  return [...lines, navigator.userAgent].join('\n');
}
