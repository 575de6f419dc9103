import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A project of somebody else's that has our packages installed, and nothing of this checkout. */
    installed: string;
  }
}

const root = fileURLToPath(new URL('../../..', import.meta.url));

export default function install({ provide }: TestProject): () => void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'klapka-install-')));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const packed = execFileSync(process.execPath, ['--conditions=klapka-source', 'scripts/pack.ts', folder], { cwd: root, encoding: 'utf8' });
    const tarballs = new Set([...packed.matchAll(/\S+\.tgz/g)].map(([path]) => path));
    writeFileSync(join(folder, 'package.json'), '{ "name": "somebody-elses", "private": true, "type": "module" }');
    execFileSync('npm', ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', ...tarballs], { cwd: folder });
  } catch (error) {
    remove();
    throw error;
  }
  provide('installed', folder);
  return remove;
}
