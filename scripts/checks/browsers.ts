// What we ship runs in Chrome 125, Firefox 128 and Safari 17.5. Syntax is lowered by the build, and `lib` in tsconfig.json
// knows no newer built-in; but the types of the web's interfaces and the libraries we bundle know everything there is. So the
// built files are searched for what came later and cannot be done without; it may be used where it is asked for first
// (`requestIdleCallback`, `field-sizing`), and is then absent from this list.
import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from '../lib/root.ts';

/** By name, as it stands in minified code and in style sheets. */
const newer: Readonly<Record<string, RegExp>> = {
  'Promise.try': /\bPromise\.try\(/,
  'methods of Set': /\.(?:union|intersection|difference|symmetricDifference|isSubsetOf|isSupersetOf|isDisjointFrom)\(/,
  'helpers of iterators': /\bIterator\.from\(|\.(?:values|keys|entries)\(\)\.(?:map|filter|some|every|find|reduce|toArray|take|drop|flatMap)\(/,
  'RegExp.escape': /\bRegExp\.escape\(/,
  'base64 of Uint8Array': /\bUint8Array\.from(?:Base64|Hex)\(|\.to(?:Base64|Hex)\(/,
  'Math.sumPrecise': /\bMath\.sumPrecise\(/,
  'Error.isError': /\bError\.isError\(/,
  Temporal: /\bTemporal\.[A-Z]/,
  'Intl.DurationFormat': /\bIntl\.DurationFormat\b/,
  'URL.parse': /\bURL\.parse\(/,
  moveBefore: /\.moveBefore\(/,
  'scheduler.yield': /\bscheduler\.yield\(/,
  'commands of buttons': /\bcommandfor\b/i,
  'closedby of dialogs': /\bclosedby\b/i,
  'anchor positioning': /\b(?:anchor-name|position-anchor|position-area)\s*:/,
  '@starting-style': /@starting-style\b/,
  'interpolate-size': /\binterpolate-size\s*:/,
  'text-box-trim': /\btext-box(?:-trim|-edge)?\s*:/,
  'if() in styles': /:\s*if\((?:style|media|supports)\(/,
  'contrast-color()': /\bcontrast-color\(/,
  'corner-shape': /\bcorner-shape\s*:/,
  '@scope': /@scope\b/,
};

/** Names of what this text uses and the oldest browsers have not. */
export function newerThanOurBrowsers(text: string): string[] {
  return Object.entries(newer).flatMap(([name, pattern]) => (pattern.test(text) ? [name] : []));
}

/** Of the build the check of sizes made just before. */
export function browsersCheck(): string[] {
  const files = globSync(join(root, 'dist/browser/**/*.js'));
  if (files.length === 0) return ['dist/browser is empty: npm run build'];
  return files.flatMap((file) => newerThanOurBrowsers(readFileSync(file, 'utf8')).map((name) => `${relative(root, file)} uses ${name}`));
}
