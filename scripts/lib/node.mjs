// Finds a Node that can run the project, or puts one into a cache folder of the checkout.
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { npm } from './npm.mjs';
import { fail, root, withProgress } from './terminal.mjs';

/** Type stripping without a flag came with 22.18; the database's binary needs 22 as well. */
const minimum = [22, 18];
const fetched = '24';

function newEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > minimum[0] || (major === minimum[0] && minor >= minimum[1]);
}

/** The npm package with Node's own binary for this machine; the package `node` would choose the same one in its install script. */
function binaryPackage() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  return `${prefix}-${platform}-${process.arch}`;
}

async function fetchNode() {
  const folder = join(root, '.cache/node');
  const name = binaryPackage();
  const binary = join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(binary)) return binary;
  await withProgress(`This machine's Node is ${process.versions.node}; fetching Node ${fetched} into .cache/node`, () =>
    npm(['install', '--prefix', folder, '--no-save', '--no-package-lock', '--ignore-scripts', '--loglevel=error', `${name}@${fetched}`], { cwd: root }),
  );
  if (!existsSync(binary)) fail(`npm has no Node ${fetched} for this machine (${name}). Install Node ${minimum.join('.')} or newer yourself.`);
  return binary;
}

/** The Node to run with, and an environment in which it comes first. */
export async function ensureNode() {
  const node = newEnough(process.versions.node) ? process.execPath : await fetchNode();
  return { node, environment: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` } };
}
