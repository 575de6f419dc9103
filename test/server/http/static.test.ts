import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { staticRouter } from '../../../server/http/static.ts';

const script = 'export const answer = 42;\n'.repeat(100);
let folder: string;
let stop: () => void;
let port: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'klapka-static-'));
  mkdirSync(join(folder, 'assets'));
  for (const [name, text] of [['index.html', '<!doctype html><title>Klapka</title>'], ['phone.js', script], ['assets/shell-AbCd1234.js', script]] as const) {
    writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(text));
  }
  writeFileSync(join(tmpdir(), 'klapka-outside.js'), 'outside');
  const server = express().use(staticRouter(folder)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  port = (server.address() as AddressInfo).port;
  stop = () => server.close();
});
afterAll(() => {
  stop();
  rmSync(folder, { recursive: true });
});

interface Got { status: number; headers: Record<string, unknown>; body: Buffer }

/** `fetch` would decompress by itself and clean the path. */
function get(path: string, encoding?: string): Promise<Got> {
  return new Promise((resolve, reject) => {
    request({ port, path, host: '127.0.0.1', headers: encoding ? { 'accept-encoding': encoding } : {} }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
    }).on('error', reject).end();
  });
}

test('a browser that understands brotli gets the file as the build compressed it', async () => {
  for (const [path, type, text] of [['/', 'text/html', '<!doctype html>'], ['/phone.js', 'text/javascript', script]] as const) {
    const { status, headers, body } = await get(path, 'gzip, br');
    expect([status, headers['content-encoding'], headers['vary']]).toEqual([200, 'br', 'Accept-Encoding']);
    expect(String(headers['content-type'])).toContain(type);
    expect(brotliDecompressSync(body).toString()).toContain(text);
  }
});

test('any other client gets it plain', async () => {
  const { headers, body } = await get('/phone.js', 'gzip');
  expect(headers['content-encoding']).toBeUndefined();
  expect(body.toString()).toBe(script);
});

test('what has its hash in its name is kept for ever, what has none is asked for again', async () => {
  expect((await get('/assets/shell-AbCd1234.js', 'br')).headers['cache-control']).toContain('immutable');
  expect((await get('/phone.js', 'br')).headers['cache-control']).toBe('no-cache');
});

test('scripts may be loaded by other people’s pages', async () => {
  expect((await get('/phone.js', 'br')).headers['access-control-allow-origin']).toBe('*');
});

test('nothing outside the folder is served', async () => {
  for (const path of ['/../klapka-outside.js', '/%2e%2e/klapka-outside.js', '/assets/..%2f..%2fklapka-outside.js', '/.stamp']) expect((await get(path, 'br')).status, path).toBeGreaterThanOrEqual(400);
});
