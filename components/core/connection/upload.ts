import type { UploadAnswer } from '@klapka/protocol';
import { PbxCommandError } from '../session.ts';
import { failure } from './errors.ts';
import { parseJson, refusalOf } from './http.ts';

/** The protocol's `limits.fileBytes` again; a test compares the two. A larger file is refused before a byte is sent. */
export const uploadBytes = 20 * 1024 * 1024;

export interface UploadOptions {
  signal?: AbortSignal;
  /** 0–1 */
  onProgress?: (done: number) => void;
}

/**
 * Sends one file as the body of a POST. By XMLHttpRequest, because `fetch` tells no progress; by `fetch` where there is none.
 * Rejects with `PbxCommandError`, or with the signal's reason.
 */
export async function upload(gateway: string, token: string, file: File, options: UploadOptions): Promise<UploadAnswer> {
  options.signal?.throwIfAborted();
  if (file.size > uploadBytes) throw new PbxCommandError(failure('TOO_LARGE', `The file has ${file.size} bytes`));
  const url = new URL('/api/files', gateway);
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': file.type || 'application/octet-stream',
    'x-file-name': encodeURIComponent(file.name.toWellFormed()),
  };
  const { status, text } = await (typeof XMLHttpRequest === 'undefined' ? byFetch : byXhr)(url, headers, file, options);
  const answer = parseJson(text);
  if (status < 200 || status > 299) throw new PbxCommandError(refusalOf(status, answer));
  return answer as UploadAnswer;
}

type Sent = Promise<{ status: number; text: string }>;
const lost = (): PbxCommandError => new PbxCommandError(failure('UNAVAILABLE', 'The gateway did not take the file', true));

function byXhr(url: URL, headers: Record<string, string>, file: File, { signal, onProgress }: UploadOptions): Sent {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress?.(total ? loaded / total : 0));
    request.addEventListener('load', () => resolve({ status: request.status, text: request.responseText }));
    request.addEventListener('error', () => reject(lost()));
    request.addEventListener('abort', () => reject(signal?.reason ?? lost()));
    const abort = (): void => request.abort();
    signal?.addEventListener('abort', abort, { once: true });
    request.addEventListener('loadend', () => signal?.removeEventListener('abort', abort));
    request.send(file);
  });
}

async function byFetch(url: URL, headers: Record<string, string>, file: File, { signal, onProgress }: UploadOptions): Sent {
  onProgress?.(0);
  try {
    const response = await fetch(url, { method: 'POST', headers, body: file, credentials: 'omit', signal: signal ?? null });
    const text = await response.text();
    onProgress?.(1);
    return { status: response.status, text };
  } catch {
    signal?.throwIfAborted();
    throw lost();
  }
}
