import type { Readable } from 'node:stream';

/** Bytes by key. Keys are made by the gateway, never by a client, and are safe as file names. */
export interface FilePort {
  /** Stores atomically: a reader sees the whole file or none. Resolves once the bytes are on disk. */
  put(key: string, data: Buffer): Promise<void>;
  /** Null where there is no such file. */
  get(key: string): Promise<{ stream: Readable; bytes: number } | null>;
  remove(key: string): Promise<void>;
}
