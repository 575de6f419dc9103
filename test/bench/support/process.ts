import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

/** A bench's child process, asked one thing at a time over IPC. */
export interface Child {
  ask<Answer>(question: string, payload?: unknown): Promise<Answer>;
  stop(): Promise<void>;
}

export function start(file: string, env: Readonly<Record<string, string>> = {}): Child {
  const child = fork(new URL(file, import.meta.url), {
    execArgv: ['--conditions=klapka-source', '--max-old-space-size=2048'],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return {
    ask: (question, payload) => answerOf(child, question, payload) as Promise<never>,
    async stop() {
      if (child.exitCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    },
  };
}

function answerOf(child: ChildProcess, question: string, payload: unknown): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const failed = (code: number | null): void => reject(new Error(`the process of "${question}" ended with ${code}`));
  child.once('exit', failed);
  child.once('message', (message: { error?: string; answer?: unknown }) => {
    child.off('exit', failed);
    if (message.error === undefined) resolve(message.answer);
    else reject(new Error(message.error));
  });
  child.send({ question, payload });
  return promise;
}

/** The child's side: answers questions by name. */
export function serve(answers: Readonly<Record<string, (payload: never) => unknown>>): void {
  // Whoever measures is gone: nobody is left to stop this process.
  process.on('disconnect', () => process.exit());
  process.on('message', ({ question, payload }: { question: string; payload: unknown }) => {
    Promise.resolve()
      .then(() => answers[question]?.(payload as never))
      .then((answer) => process.send?.({ answer }), (error: unknown) => process.send?.({ error: String(error) }));
  });
}

/** CPU of this process, µs since it started. */
export function cpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
