import type { ErrorBody, ErrorCode, UploadAnswer } from '@klapka/protocol';
import { checkFile } from '../../components/shared/file-check.ts';

/** A file the visitor chose, on its way to the gateway. */
export interface Attachment {
  file: File;
  /** 0 to 1. */
  progress: number;
  abort: AbortController;
  /** There when the gateway has it. */
  answer?: UploadAnswer;
}

/**
 * Checks the file and uploads it; the answer, or the code of what is wrong. XMLHttpRequest, because `fetch` tells no progress of an upload.
 */
export async function upload(attachment: Attachment, address: string, token: string | null, changed: () => void): Promise<ErrorCode | null> {
  const { file, abort } = attachment;
  const wrong = await checkFile(file);
  if (wrong || abort.signal.aborted) return wrong;
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open('POST', `${address}/files`);
    request.setRequestHeader('Content-Type', file.type);
    request.setRequestHeader('X-File-Name', encodeURIComponent(file.name.toWellFormed()));
    if (token) request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.upload.onprogress = ({ loaded, total }) => {
      attachment.progress = loaded / total;
      changed();
    };
    request.onload = () => {
      const body = parse(request.responseText);
      if (request.status < 300 && body && 'id' in body) attachment.answer = body;
      done(attachment.answer ? null : body && 'code' in body ? body.code : 'UNAVAILABLE');
    };
    request.onerror = () => done('NOT_CONNECTED');
    request.onabort = () => done(null);
    abort.signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

function parse(text: string): UploadAnswer | ErrorBody | null {
  try {
    return JSON.parse(text) as UploadAnswer | ErrorBody;
  } catch {
    // A proxy's own error page.
    return null;
  }
}
