import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { create as command } from '../../../server/adapters/transcribers/command/index.ts';
import { create as openai } from '../../../server/adapters/transcribers/openai/index.ts';

const wav = Buffer.from('RIFF of somebody');
const never = new AbortController().signal;

async function server(listener: RequestListener): Promise<string> {
  const http = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => void http.close());
  await new Promise((resolve) => http.once('listening', resolve));
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

async function formOf(request: Parameters<RequestListener>[0]): Promise<FormData> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return new Response(Buffer.concat(chunks), { headers: { 'content-type': request.headers['content-type'] ?? '' } }).formData();
}

test('a server with OpenAI’s interface gets the file, the model, the language and the key', async () => {
  const seen: unknown[] = [];
  const url = await server((request, response) => {
    void formOf(request).then(async (form) => {
      const file = form.get('file') as File;
      seen.push([request.method, request.url, request.headers.authorization, form.get('model'), form.get('language'), file.name, file.type, await file.text()]);
      response.setHeader('content-type', 'application/json');
      response.end('{"text":"Call me back.","more":1}');
    });
  });
  const transcriber = openai({ config: { url: `${url}/`, key: 'secret', model: 'small' }, fetch });
  expect(await transcriber.transcribe(wav, 'cs', never)).toBe('Call me back.');
  expect(seen).toEqual([['POST', '/v1/audio/transcriptions', 'Bearer secret', 'small', 'cs', 'voicemail.wav', 'audio/wav', 'RIFF of somebody']]);
});

test.each([[500, true], [429, true], [408, true], [401, false], [413, false]])('its answer %i may be worth another try: %s', async (status, retryable) => {
  const url = await server((request, response) => void request.resume().on('end', () => void response.writeHead(status).end('{}')));
  await expect(openai({ config: { url }, fetch }).transcribe(wav, 'en', never)).rejects.toMatchObject({ name: 'TranscriberError', retryable });
});

test('its nonsense is none, and its silence is worth another try', async () => {
  const url = await server((request, response) => void request.resume().on('end', () => void response.end('<html>')));
  await expect(openai({ config: { url }, fetch }).transcribe(wav, 'en', never)).rejects.toMatchObject({ retryable: false });
  await expect(openai({ config: { url: 'http://127.0.0.1:1' }, fetch }).transcribe(wav, 'en', never)).rejects.toMatchObject({ retryable: true });
  const silent = await server(() => undefined);
  await expect(openai({ config: { url: silent }, fetch }).transcribe(wav, 'en', AbortSignal.timeout(50))).rejects.toMatchObject({ retryable: true });
});

const node = (script: string): string[] => [process.execPath, '-e', script, '--', '{file}', '{language}'];

test('a program of this machine gets the file and the language, and nothing of our environment', async () => {
  const script = 'const [file, language] = process.argv.slice(1); console.log(require("fs").readFileSync(file, "utf8"), language, Object.keys(process.env).sort().join())';
  expect(await command({ config: { command: node(script) } }).transcribe(wav, 'cs', never)).toBe('RIFF of somebody cs LANG,PATH\n');
});

test('one that fails, or is not there, or takes too long, says so', async () => {
  await expect(command({ config: { command: node('process.exit(3)') } }).transcribe(wav, 'en', never)).rejects.toMatchObject({ name: 'TranscriberError', message: expect.stringContaining('3') as string, retryable: true });
  await expect(command({ config: { command: ['/no/such/program', '{file}'] } }).transcribe(wav, 'en', never)).rejects.toMatchObject({ name: 'TranscriberError', retryable: false });
  await expect(command({ config: { command: node('setInterval(() => {}, 1000)') } }).transcribe(wav, 'en', AbortSignal.timeout(200))).rejects.toMatchObject({ name: 'TranscriberError', retryable: true });
});

test('a program that is not told of the file is a wrong configuration', () => {
  expect(() => command({ config: { command: ['transcribe'] } })).toThrow('{file}');
});
