// Builds what is stale: the browser files under dist/browser, by a hash of everything they are made of.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { root } from './lib/root.ts';

const outputFolder = join(root, 'dist/browser');
const stamp = join(outputFolder, '.stamp');
const inputs = ['components/**/*.{ts,html}', 'widget/**/*.ts', 'protocol/**/*.ts', 'rollup.config.mjs', 'scripts/build.ts', 'tsconfig.json', 'package-lock.json'];

function inputHash(): string {
  const hash = createHash('sha256');
  const files = globSync(inputs, { cwd: root, exclude: ['**/dist/**', '**/node_modules/**'] }).toSorted();
  for (const file of files) hash.update(file).update('\0').update(readFileSync(join(root, file))).update('\0');
  return hash.digest('hex');
}

function built(): string {
  try {
    return readFileSync(stamp, 'utf8');
  } catch {
    return '';
  }
}

/** Compressed once here, so that the gateway only picks the file. */
function compress(): void {
  for (const file of globSync('**/*.{js,html,css,svg}', { cwd: outputFolder })) {
    const data = readFileSync(join(outputFolder, file));
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: data.length } };
    writeFileSync(join(outputFolder, `${file}.br`), brotliCompressSync(data, quality));
  }
}

const hash = inputHash();
if (process.argv.includes('--force') || built() !== hash) {
  const began = Date.now();
  process.stderr.write('Building the browser files …\n');
  rmSync(outputFolder, { recursive: true, force: true });
  mkdirSync(outputFolder, { recursive: true });
  const rollup = join(root, 'node_modules/rollup/dist/bin/rollup');
  const { status } = spawnSync(process.execPath, [rollup, '-c', '--silent'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    process.stderr.write('The build failed; see above.\n');
    process.exit(1);
  }
  compress();
  writeFileSync(stamp, hash);
  process.stderr.write(`  done in ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
}
