import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { root } from '../../scripts/lib/root.ts';
import { run, type RunResult } from '../../scripts/lib/run.ts';

const notCopied = new Set(['node_modules', 'dist', '.git', '.cache', 'data', 'coverage', 'storybook-static']);
const workspaces = ['protocol', 'components', 'widget', 'server'];

/** A copy of this checkout in which a test may write and break things. Packages are those installed here. */
export class Checkout {
  readonly folder = mkdtempSync(join(realpathSync(tmpdir()), 'klapka-checkout-'));

  constructor() {
    cpSync(root, this.folder, { recursive: true, filter: (from) => !notCopied.has(basename(from)) });
    this.#link('node_modules');
    for (const workspace of workspaces) if (existsSync(join(root, workspace, 'node_modules'))) this.#link(`${workspace}/node_modules`);
  }

  /** Each package is a link to the one here, but our own ones are the copy's. */
  #link(path: string): void {
    const names = readdirSync(join(root, path)).filter((name) => name !== '@klapka' && !name.startsWith('.'));
    mkdirSync(join(this.folder, path, '@klapka'), { recursive: true });
    for (const name of names) symlinkSync(realpathSync(join(root, path, name)), join(this.folder, path, name));
    const own: Record<string, string> = { protocol: 'protocol', components: 'components', widget: 'widget', gateway: 'server' };
    for (const [name, workspace] of Object.entries(own)) symlinkSync(join(this.folder, workspace), join(this.folder, path, '@klapka', name));
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.folder, path), text);
  }

  change(path: string, from: string | RegExp, to: string): void {
    const before = this.read(path);
    const after = before.replace(from, to);
    if (after === before) throw new Error(`${path} has nothing like ${from}`);
    this.write(path, after);
  }

  remove(path: string): void {
    rmSync(join(this.folder, path));
  }

  node(...args: string[]): Promise<RunResult> {
    return run(process.execPath, ['--conditions=klapka-source', '--disable-warning=ExperimentalWarning', ...args], { cwd: this.folder, quiet: true, env: { KLAPKA_TEST_REPORT: '', NO_COLOR: '1', FORCE_COLOR: undefined } });
  }

  tool(script: string, ...args: string[]): Promise<RunResult> {
    return this.node(`node_modules/${script}`, ...args);
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
