// Behind every npm script: makes sure of the Node, the packages and the builds a command needs, then runs it.
// Plain JavaScript, because it must run on Node 20 before anything is installed.
import { spawn } from 'node:child_process';
import { ensureInstalled } from './lib/install.mjs';
import { ensureNode } from './lib/node.mjs';
import { fail, root } from './lib/terminal.mjs';

/** `dev`: needs development dependencies. `build`: needs fresh browser builds. `run`: arguments for Node. */
const commands = {
  start: { build: true, run: ['server/main.ts'] },
  asterisk: { run: ['scripts/asterisk.ts'] },
  admin: { run: ['server/cli.ts'] },
  build: { run: ['scripts/build.ts', '--force'] },
  test: { dev: true, run: ['scripts/test.ts'] },
  check: { dev: true, run: ['scripts/check.ts'] },
  manifest: { dev: true, run: ['scripts/manifest.ts'] },
  pack: { dev: true, build: true, run: ['scripts/pack.ts'] },
  new: { dev: true, run: ['scripts/new.ts'] },
  bench: { dev: true, build: true, run: ['scripts/bench.ts'] },
  size: { dev: true, build: true, run: ['scripts/size.ts'] },
  visual: { dev: true, run: ['scripts/visual.ts'] },
  storybook: { dev: true, run: ['node_modules/storybook/dist/bin/dispatcher.js', 'dev', '-c', 'stories/.storybook', '-p', '6006', '--no-open', '--disable-telemetry'] },
  'build:storybook': { dev: true, run: ['node_modules/storybook/dist/bin/dispatcher.js', 'build', '-c', 'stories/.storybook', '-o', 'storybook-static', '--disable-telemetry'] },
};

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** npm ends its shell on a signal without waiting for what runs in it, so nobody tells us: the parent is just gone. */
function stopWithParent(child) {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    child.kill('SIGTERM');
  }, 250);
  timer.unref();
}

function run(node, args, environment) {
  return new Promise((resolve) => {
    const child = spawn(node, args, { cwd: root, stdio: 'inherit', env: environment });
    // The child ends in its own time (it drains first); the launcher only passes the wish on and waits.
    for (const signal of signals) process.on(signal, () => child.kill(signal));
    stopWithParent(child);
    child.on('error', (error) => fail(`Could not run ${node}: ${error.message}`));
    child.on('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}

async function main() {
  const [name, ...rest] = process.argv.slice(2);
  const command = commands[name];
  if (!command) fail(`Unknown command "${name ?? ''}". There are: ${Object.keys(commands).join(', ')}.`);
  const { node, environment } = await ensureNode();
  await ensureInstalled({ dev: command.dev === true });
  const flags = ['--conditions=klapka-source', '--disable-warning=ExperimentalWarning'];
  if (command.build) {
    const built = await run(node, [...flags, 'scripts/build.ts'], environment);
    if (built !== 0) process.exit(built);
  }
  // Without one that is named, the gateway gets an Asterisk of its own, and both end together.
  const ownAsterisk = name === 'start' && process.env.KLAPKA_PBX === 'asterisk' && !process.env.KLAPKA_ASTERISK_AMI && !process.env.KLAPKA_ASTERISK_HTTP;
  process.exit(await run(node, [...flags, ...(ownAsterisk ? ['scripts/asterisk.ts'] : []), ...command.run, ...rest], environment));
}

await main();
