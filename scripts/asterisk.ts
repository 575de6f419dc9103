// `npm run asterisk`: an Asterisk with the configuration Klapka ships, until a signal ends it. With the path of a script
// behind it, that script runs on this Asterisk and both end together.
import { spawn, type ChildProcess } from 'node:child_process';
import { findAsterisk } from './asterisk/program.ts';
import { startAsterisk, type RunningAsterisk } from './asterisk/run.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function fail(error: unknown): never {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

function startScript(script: string, { settings }: RunningAsterisk): ChildProcess {
  const options = { stdio: 'inherit', env: { ...process.env, ...settings } } as const;
  return spawn(process.execPath, [...process.execArgv, script], options);
}

const asterisk = await findAsterisk().then((program) => startAsterisk(program)).catch(fail);
const [script] = process.argv.slice(2);
const child = script === undefined ? null : startScript(script, asterisk);

let ending = false;
/** Asterisk first: its phones hear the BYE through a gateway that still runs. */
async function stop(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  await asterisk.stop();
  if (child && child.exitCode === null) {
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
  }
  process.exit(code);
}

for (const signal of signals) process.on(signal, () => void stop(0));
asterisk.process.once('exit', () => {
  if (!ending) console.error('Asterisk ended by itself.');
  void stop(1);
});
child?.once('exit', (code) => void stop(code ?? 1));
if (!child) {
  const lines = Object.entries(asterisk.settings).map(([name, value]) => `  ${name}=${value}`);
  console.log(`Asterisk ${asterisk.version} runs in ${asterisk.folder}. The gateway finds it with\n\n${lines.join('\n')}\n\nCtrl+C ends it.`);
}
