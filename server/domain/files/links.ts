import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FileRef, SignedFileRef } from '@klapka/protocol';
import type { FileRecord } from '../../ports/storage-conversations.ts';

/** A link lives so long; long enough for a chat window that stays open over a working day. */
const lifetime = 12 * 3_600_000;

/** A file as an agent's browser gets it: fetched with the token, so that a right that was taken away counts at once. */
export function fileRef(file: FileRecord): FileRef {
  return {
    id: file.id,
    name: file.name,
    type: file.type,
    bytes: file.bytes,
    url: `/api/files/${file.id}`,
    ...(file.width === null || file.height === null ? {} : { width: file.width, height: file.height }),
  };
}

/** Signed addresses, for visitors and providers: whoever was given one may fetch the file for a while, without a token. */
export class FileLinks {
  readonly #secret: Buffer;
  constructor(secret: Buffer) {
    this.#secret = secret;
  }

  ref(file: FileRecord, now: number): SignedFileRef {
    const expiresAt = now + lifetime;
    const ref = fileRef(file);
    return { ...ref, url: `${ref.url}?e=${expiresAt}&s=${this.#sign(file.id, expiresAt)}`, expiresAt };
  }

  /** Whether the address is one we made and still good. */
  verify(id: string, expires: string, signature: string, now: number): boolean {
    if (!/^\d{1,16}$/.test(expires) || Number(expires) < now) return false;
    const wanted = Buffer.from(this.#sign(id, Number(expires)));
    const given = Buffer.from(signature);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }

  #sign(id: string, expiresAt: number): string {
    return createHmac('sha256', this.#secret).update(`file\n${id}\n${expiresAt}`).digest('base64url');
  }
}
