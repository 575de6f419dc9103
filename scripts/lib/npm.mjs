// Runs npm: the one that runs us, else the one on the path.
import { spawn } from 'node:child_process';

export function npm(args, options) {
  const own = process.env.npm_execpath;
  const viaNode = own?.endsWith('.js') || own?.endsWith('.cjs');
  const command = viaNode ? process.execPath : process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const rest = viaNode ? [own, ...args] : args;
  return new Promise((resolve, reject) => {
    const child = spawn(command, rest, { stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' && !viaNode, ...options });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`npm ${args[0]} ended with ${code}`))));
  });
}
