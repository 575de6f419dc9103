import { randomBytes } from 'node:crypto';
import type { Request } from 'express';
import { limits } from '@klapka/protocol';
import type { UploadAnswer } from '@klapka/protocol';
import { DomainError } from '../../domain/errors.ts';
import { newId } from '../../domain/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FilePort } from '../../ports/file.ts';
import type { StoragePort } from '../../ports/storage.ts';
import { contentType } from './content-type.ts';
import { fileNameFrom } from './file-name.ts';
import { imageSize } from './image-size.ts';

export interface ReceiveDeps {
  storage: StoragePort;
  files: FilePort;
  clock: Clock;
}

/** What one owner may have uploaded and not sent. */
export interface Quota {
  count: number;
  bytes: number;
}

/** Bytes of uploads under way at once: each is held in memory until its type is known. */
const inFlight = { now: 0, most: 12 * limits.fileBytes };

/** Reads one file from a request's body, judges it by its content and stores it. Throws TOO_LARGE, EMPTY_FILE, TYPE_NOT_ALLOWED … */
export async function receiveFile(request: Request, owner: string, quota: Quota, { storage, files, clock }: ReceiveDeps): Promise<UploadAnswer> {
  const waiting = await storage.read.files.waiting(owner);
  if (waiting.count >= quota.count || waiting.bytes >= quota.bytes) throw new DomainError('TOO_MANY_REQUESTS', 'Too many files wait to be sent', { retryAfter: 600 });
  const data = await readBody(request);
  const type = await contentType(data);
  if (type === null) throw new DomainError('TYPE_NOT_ALLOWED', 'Files of this type are not taken');
  const size = imageSize(type, data);
  const id = newId();
  const storageKey = randomBytes(24).toString('hex');
  const name = fileNameFrom(request.get('x-file-name'));
  await files.put(storageKey, data);
  await storage.write((tx) => tx.files.insert({
    id, owner, conversationId: null, messageId: null, position: 0, name, type, bytes: data.length,
    width: size?.width ?? null, height: size?.height ?? null, storageKey, createdAt: clock.now(),
  }));
  return { id, name, type, bytes: data.length };
}

/** The body, counted while it arrives: what is too large is cut off there and then. */
async function readBody(request: Request): Promise<Buffer> {
  const announced = Number(request.get('content-length') ?? 0);
  if (announced > limits.fileBytes) throw tooLarge();
  if (inFlight.now + Math.max(announced, 1) > inFlight.most) throw new DomainError('UNAVAILABLE', 'Too many uploads at once', { retryAfter: 5 });
  const chunks: Buffer[] = [];
  let total = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      total += chunk.length;
      inFlight.now += chunk.length;
      if (total > limits.fileBytes) throw tooLarge();
      chunks.push(chunk);
    }
  } finally {
    inFlight.now -= total;
  }
  if (total === 0) throw new DomainError('EMPTY_FILE', 'The file is empty');
  return Buffer.concat(chunks);
}

function tooLarge(): DomainError {
  return new DomainError('TOO_LARGE', 'The file is too large');
}
