import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { TranscriberError } from '../../../ports/transcriber.ts';
import type { TranscriberPort } from '../../../ports/transcriber.ts';

export const configSchema = z.object({
  /** The program and its arguments, no shell: `{file}` stands for the WAV file, `{language}` for `en` or `cs`. */
  command: z.array(z.string().min(1)).min(1).refine((words) => words.some((word) => word.includes('{file}')), 'has no {file}'),
});

/** Nothing of the gateway's own environment, in which its secrets stand. */
const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' };
/** Of what a program prints. */
const longestText = 100_000;

/** A program of this machine that prints what it understood. */
export function create({ config }: { config: z.input<typeof configSchema> }): TranscriberPort {
  const { command } = configSchema.parse(config);
  return {
    id: 'command',
    async transcribe(wav, language, signal) {
      const folder = await mkdtemp(join(tmpdir(), 'klapka-transcript-'));
      try {
        const file = join(folder, 'voicemail.wav');
        await writeFile(file, wav, { mode: 0o600 });
        const [program = '', ...words] = command.map((word) => word.replaceAll('{file}', file).replaceAll('{language}', language));
        return await run(program, words, signal);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

function run(program: string, words: readonly string[], signal: AbortSignal): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], signal, env });
  const [said, complained] = [collect(child.stdout), collect(child.stderr)];
  child.once('error', (error) => reject(new TranscriberError('The transcriber could not be run', { retryable: signal.aborted, cause: error })));
  child.once('close', (code) => {
    if (code === 0) resolve(said());
    else reject(new TranscriberError(`The transcriber ended with ${code ?? 'a signal'}`, { retryable: true, cause: complained() }));
  });
  return promise;
}

/** The text so far, when asked. */
function collect(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    if (text.length < longestText) text += chunk;
  });
  return () => text.slice(0, longestText);
}
