import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { localFiles } from '../../../server/adapters/files/local/index.ts';
import type { FilePort } from '../../../server/ports/file.ts';

let outside: string;
let folder: string;
let files: FilePort;
beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'klapka-files-'));
  folder = join(outside, 'files');
  files = await localFiles(folder);
});
afterEach(() => rm(outside, { recursive: true }));

async function read(key: string): Promise<Buffer | null> {
  const file = await files.get(key);
  return file && buffer(file.stream);
}

test('what was put is there, with its size, until it is removed', async () => {
  const data = randomBytes(100_000);
  await files.put('abcdef', data);
  const file = await files.get('abcdef');
  expect(file?.bytes).toBe(100_000);
  expect(file && (await buffer(file.stream))).toEqual(data);
  await files.remove('abcdef');
  expect(await read('abcdef')).toBeNull();
});

test('nobody but the gateway reads the folder', async () => {
  await files.put('abcdef', Buffer.from('x'));
  const modes = await Promise.all([folder, join(folder, 'ab'), join(folder, 'ab', 'abcdef')].map(async (path) => (await stat(path)).mode & 0o777));
  expect(modes).toEqual([0o700, 0o700, 0o600]);
});

test('a file that is not there is null, and removing it is no error', async () => {
  expect(await read('nothing')).toBeNull();
  await files.remove('nothing');
});

test.each(['../secret', '..', 'ab/../../secret', '/etc/passwd', 'ab\\cd', 'ab\0cd', 'ab.cd', '', 'ab', 'x'.repeat(101)])('the key %j leads nowhere', async (key) => {
  await writeFile(join(outside, 'secret'), 'secret');
  await expect(files.get(key)).rejects.toThrow('wrong shape');
  await expect(files.put(key, Buffer.from('x'))).rejects.toThrow('wrong shape');
  await expect(files.remove(key)).rejects.toThrow('wrong shape');
  expect((await readdir(outside)).sort()).toEqual(['files', 'secret']);
});

test('a write that fails leaves nothing, not even half of it', async () => {
  // A folder in the file's place: the bytes are written, the last step fails.
  await mkdir(join(folder, 'ab', 'abcdef', 'x'), { recursive: true });
  await expect(files.put('abcdef', Buffer.from('x'))).rejects.toThrow();
  expect(await readdir(folder)).toEqual(['ab']);
});

test('whoever reads while the file is replaced gets the old or the new one, whole', async () => {
  const [before, after] = [Buffer.alloc(300_000, 'a'), Buffer.alloc(300_000, 'b')];
  await files.put('abcdef', before);
  const [, ...seen] = await Promise.all([files.put('abcdef', after), ...Array.from({ length: 10 }, () => read('abcdef'))]);
  for (const data of seen) expect([before, after].some((whole) => data?.equals(whole))).toBe(true);
  expect(await read('abcdef')).toEqual(after);
});

test('halves of a gateway that was killed while it wrote are gone after the next start; a write under way is not', async () => {
  const [old, now] = [join(folder, '.0e1b1f2a-half'), join(folder, '.9c8d7e6f-half')];
  for (const half of [old, now]) await writeFile(half, 'half');
  const yesterday = new Date(Date.now() - 24 * 3_600_000);
  await utimes(old, yesterday, yesterday);
  await files.put('abcdef', Buffer.from('whole'));
  await localFiles(folder);
  expect((await readdir(folder)).sort()).toEqual(['.9c8d7e6f-half', 'ab']);
});
