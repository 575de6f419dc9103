import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './root.ts';

export interface RunResult {
  code: number;
  output: string;
}

/** Runs a program to its end. `quiet` keeps its output for a failure only; otherwise it is shown as it comes. */
export function run(command: string, args: string[], options: { quiet?: boolean; cwd?: string; env?: NodeJS.ProcessEnv } = {}): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: options.cwd ?? root, env: { ...process.env, ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
      if (!options.quiet) process.stdout.write(chunk);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => resolve({ code: 1, output: `${output}${error.message}` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Runs a development tool of the checkout with this Node. */
export function runTool(script: string, args: string[], options: Parameters<typeof run>[2] = {}): Promise<RunResult> {
  return run(process.execPath, [join(root, 'node_modules', script), ...args], options);
}
