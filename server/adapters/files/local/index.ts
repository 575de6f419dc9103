import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FilePort } from '../../../ports/file.ts';

/** Keys are the gateway's own, but a mistake there must not reach outside the folder. */
const safeKey = /^[A-Za-z0-9_-]{3,100}$/;

/** A write takes seconds; what is half for longer was begun by a process that is gone. */
const abandonedAfter = 3_600_000;

/** Files in a folder, spread over subfolders by the first two letters of the key. */
export async function localFiles(folder: string): Promise<FilePort> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeHalves(folder);
  const pathOf = (key: string): string => {
    if (!safeKey.test(key)) throw new Error('A file key has a wrong shape');
    return join(folder, key.slice(0, 2), key);
  };
  return {
    async put(key, data) {
      const path = pathOf(key);
      const half = join(folder, `.${randomUUID()}`);
      const made = await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      if (made !== undefined) await syncFolder(folder);
      try {
        await writeDurably(half, data);
        await rename(half, path);
        await syncFolder(dirname(path));
      } catch (error) {
        await rm(half, { force: true });
        throw error;
      }
    },
    async get(key) {
      const handle = await open(pathOf(key)).catch(missing);
      if (!handle) return null;
      const { size } = await handle.stat();
      return { stream: handle.createReadStream(), bytes: size };
    },
    async remove(key) {
      await unlink(pathOf(key)).catch(missing);
    },
  };
}

async function removeHalves(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith('.')) continue;
    const path = join(folder, name);
    const half = await stat(path).catch(missing);
    if (half && Date.now() - half.mtimeMs > abandonedAfter) await rm(path, { force: true });
  }
}

async function writeDurably(path: string, data: Buffer): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(data);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The name of a file is on disk only once its folder is. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function missing(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
  throw error;
}
