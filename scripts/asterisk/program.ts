// Finds an Asterisk: an installed one, one made before, or as root on Debian one from the package in a folder of its own.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../lib/root.ts';
import { run } from '../lib/run.ts';
import { runnable } from '../lib/runnable.ts';

export interface AsteriskProgram {
  /** What to run, without arguments of Asterisk's own. */
  command: string[];
  /** Folder of its modules. */
  modules: string;
  /** Folder of what it reads and never writes: documentation and the like. */
  share: string;
}

type Log = (line: string) => void;

/** ms. Measured: 35 to 60 s on two cores. */
const bootstrapTime = 300_000;
const installTime = 120_000;

function first(...patterns: string[]): string | undefined {
  return patterns.flatMap((pattern) => globSync(pattern)).find((path) => existsSync(path));
}

function installed(): AsteriskProgram | undefined {
  const folders = ['/usr/sbin', '/usr/local/sbin', ...(process.env['PATH'] ?? '').split(':')];
  const binary = folders.map((folder) => join(folder, 'asterisk')).find(runnable);
  const modules = first('/usr/lib/*/asterisk/modules', '/usr/lib/asterisk/modules', '/usr/lib64/asterisk/modules', '/usr/local/lib/asterisk/modules');
  const share = first('/usr/share/asterisk', '/var/lib/asterisk');
  return binary && modules && share ? { command: [binary], modules, share } : undefined;
}

/** The one of a tree of Debian's files, run by the tree's own loader and libraries: no chroot, so no root. */
function inTree(tree: string): AsteriskProgram | undefined {
  const binary = join(tree, 'usr/sbin/asterisk');
  const modules = first(join(tree, 'usr/lib/*/asterisk/modules'));
  const loader = first(join(tree, 'lib64/ld-linux-*.so.*'), join(tree, 'usr/lib/ld-linux-*.so.*'), join(tree, 'usr/lib/*/ld-linux-*.so.*'));
  if (!existsSync(binary) || !modules || !loader) return undefined;
  const libraries = `${dirname(dirname(modules))}:${join(tree, 'usr/lib')}`;
  return { command: [loader, '--library-path', libraries, binary], modules, share: join(tree, 'usr/share/asterisk') };
}

/** Whether somebody without rights gets to a folder: Asterisk never runs as root. */
function reachable(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

function cacheFolder(): string {
  const own = join(root, '.cache/asterisk');
  return reachable(own) || process.getuid?.() !== 0 ? own : '/var/cache/klapka/asterisk';
}

function isDebianRoot(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    return /^ID="?debian"?$/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

async function fromDebian(folder: string, log: Log): Promise<AsteriskProgram | undefined> {
  const tree = join(folder, 'root');
  // Made beside and then renamed: a tree that is there is whole.
  const partial = join(folder, `partial-${process.pid}`);
  const quiet = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  if (spawnSync('mmdebstrap', ['--version'], quiet).status !== 0) {
    log('Installing mmdebstrap with apt-get …');
    spawnSync('apt-get', ['update', '-qq'], { ...quiet, timeout: installTime });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'mmdebstrap'], { ...quiet, timeout: installTime });
  }
  log(`Fetching Debian’s package of Asterisk into ${tree}, 350 MB, about a minute …`);
  mkdirSync(folder, { recursive: true });
  const { code, output } = await run('timeout', [
    String(bootstrapTime / 1000), 'mmdebstrap', '--mode=root', '--variant=minbase', '--aptopt=Acquire::Check-Valid-Until "false"',
    '--include=asterisk,asterisk-modules,ca-certificates,openssl', 'sid', partial,
  ], { quiet: true });
  try {
    if (code === 0 && !existsSync(tree)) renameSync(partial, tree);
    if (code !== 0) log(output.trim().split('\n').slice(-3).join('\n'));
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return inTree(tree);
}

/** An Asterisk that can be run. Throws with one sentence where none can be had. */
export async function findAsterisk(log: Log = console.error): Promise<AsteriskProgram> {
  const folder = cacheFolder();
  const found = installed() ?? inTree(join(folder, 'root')) ?? (isDebianRoot() ? await fromDebian(folder, log) : undefined);
  if (found) return found;
  throw new Error('No Asterisk found: install the package asterisk (20 or newer), or run this as root on Debian, where it is fetched.');
}
