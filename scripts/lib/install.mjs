// Installs what is missing. Whether anything is missing is read from npm's own record, so an install made by hand counts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from './npm.mjs';
import { fail, root, withProgress } from './terminal.mjs';

function packagesOf(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8')).packages ?? {};
  } catch {
    return null;
  }
}

function missing(dev) {
  const wanted = packagesOf('package-lock.json');
  const present = packagesOf('node_modules/.package-lock.json');
  if (!wanted) fail('package-lock.json is missing or damaged: restore it from the repository.');
  if (!present) return true;
  return Object.entries(wanted).some(([path, entry]) => {
    if (path === '' || !path.startsWith('node_modules/') || entry.optional || entry.devOptional) return false;
    if (entry.dev && !dev) return false;
    return present[path]?.version !== entry.version && entry.link !== true;
  });
}

/** `dev`: with the development dependencies too. */
export async function ensureInstalled({ dev }) {
  if (!missing(dev)) return;
  const args = ['ci', '--ignore-scripts'];
  if (!dev) args.push('--omit=dev');
  // From the cache first, which is quick; a cache that is older than the lock file knows too few versions, so then anew.
  const install = () => npm([...args, '--prefer-offline', '--loglevel=silent'], { cwd: root }).catch(() => npm([...args, '--loglevel=error'], { cwd: root }));
  await withProgress(dev ? 'Installing packages, development ones too (about a minute)' : 'Installing packages (about half a minute)', install).catch(
    (error) => fail(`${error.message}. Is the npm registry reachable?`),
  );
}
