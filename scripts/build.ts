// Builds what is stale: the browser files under dist/browser, by a hash of everything they are made of. Made in a folder of
// its own and put in place at the end, so that a running gateway goes on serving the former build, also where this one fails.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { root } from './lib/root.ts';

const outputFolder = join(root, 'dist/browser');
const makingFolder = join(root, `dist/.browser-${process.pid}`);
const formerFolder = join(root, `dist/.browser-${process.pid}-former`);
const inputs = ['components/**/*.{ts,html}', 'widget/**/*.ts', 'protocol/**/*.ts', 'rollup.config.mjs', 'scripts/lib/minify-templates.mjs', 'scripts/build.ts', 'tsconfig.json', 'package-lock.json'];

function inputHash(): string {
  const hash = createHash('sha256');
  const files = globSync(inputs, { cwd: root, exclude: ['**/dist/**', '**/node_modules/**'] }).toSorted();
  for (const file of files) hash.update(file).update('\0').update(readFileSync(join(root, file))).update('\0');
  return hash.digest('hex');
}

function built(): string {
  try {
    return readFileSync(join(outputFolder, '.stamp'), 'utf8');
  } catch {
    return '';
  }
}

/**
 * What a page may pin the scripts by: `integrity="sha384-…"` of a script element covers that file alone, an import map's
 * `integrity` also what it imports. Every script stands here, under its path at the gateway.
 */
function hashScripts(): void {
  const files = globSync('**/*.js', { cwd: makingFolder }).toSorted();
  const hashes = files.map((file) => [file, `sha384-${createHash('sha384').update(readFileSync(join(makingFolder, file))).digest('base64')}`]);
  writeFileSync(join(makingFolder, 'integrity.json'), `${JSON.stringify(Object.fromEntries(hashes), null, 2)}\n`);
}

/** Compressed once here, so that the gateway only picks the file. */
function compress(): void {
  for (const file of globSync('**/*.{js,html,css,svg}', { cwd: makingFolder })) {
    const data = readFileSync(join(makingFolder, file));
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: data.length } };
    writeFileSync(join(makingFolder, `${file}.br`), brotliCompressSync(data, quality));
  }
}

/** False where rollup failed; it has said why. */
function make(hash: string): boolean {
  mkdirSync(makingFolder, { recursive: true });
  const rollup = join(root, 'node_modules/rollup/dist/bin/rollup');
  const { status } = spawnSync(process.execPath, [rollup, '-c', '--silent', '--dir', makingFolder], { cwd: root, stdio: 'inherit' });
  if (status !== 0) return false;
  hashScripts();
  compress();
  writeFileSync(join(makingFolder, '.stamp'), hash);
  return true;
}

function putInPlace(): void {
  if (existsSync(outputFolder)) renameSync(outputFolder, formerFolder);
  renameSync(makingFolder, outputFolder);
}

const hash = inputHash();
if (process.argv.includes('--force') || built() !== hash) {
  const began = Date.now();
  process.stderr.write('Building the browser files …\n');
  try {
    if (make(hash)) {
      putInPlace();
      process.stderr.write(`  done in ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
    } else {
      process.stderr.write('The build failed; see above.\n');
      process.exitCode = 1;
    }
  } finally {
    for (const folder of [makingFolder, formerFolder]) rmSync(folder, { recursive: true, force: true });
  }
}
