import { z } from 'zod';
import { TranscriberError } from '../../../ports/transcriber.ts';
import type { TranscriberPort } from '../../../ports/transcriber.ts';

export const configSchema = z.object({
  /** Of the server, without the path: `https://api.openai.com`, `http://127.0.0.1:8000`. */
  url: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  /** Sent as `Authorization: Bearer`; null: none. */
  key: z.string().min(1).nullable().default(null),
  model: z.string().min(1).default('whisper-1'),
});

const Answer = z.object({ text: z.string().max(100_000) });

/** Any server with OpenAI's `POST /v1/audio/transcriptions` (https://platform.openai.com/docs/api-reference/audio/createTranscription). */
export function create({ config, fetch }: { config: z.input<typeof configSchema>; fetch: typeof globalThis.fetch }): TranscriberPort {
  const { url, key, model } = configSchema.parse(config);
  return {
    id: 'openai',
    async transcribe(wav, language, signal) {
      const body = new FormData();
      body.set('file', new Blob([Uint8Array.from(wav)], { type: 'audio/wav' }), 'voicemail.wav');
      body.set('model', model);
      body.set('language', language);
      body.set('response_format', 'json');
      const headers: Record<string, string> = key === null ? {} : { Authorization: `Bearer ${key}` };
      const response = await fetch(`${url}/v1/audio/transcriptions`, { method: 'POST', body, headers, signal, redirect: 'error' }).catch((error: unknown) => {
        throw new TranscriberError('The transcriber does not answer', { retryable: true, cause: error });
      });
      if (!response.ok) {
        const retryable = response.status === 408 || response.status === 429 || response.status >= 500;
        throw new TranscriberError(`The transcriber answered ${response.status}`, { retryable, cause: await response.text().catch(() => '') });
      }
      const answer = Answer.safeParse(await response.json().catch(() => null));
      if (!answer.success) throw new TranscriberError('The transcriber answered something else', { retryable: false, cause: answer.error });
      return answer.data.text;
    },
  };
}
