import { fileTypeFromBuffer } from 'file-type';
import { limits } from '@klapka/protocol';

const allowed: ReadonlySet<string> = new Set(limits.fileTypes);
/** Container formats the library tells apart by another name than we list. */
const sameAs: Readonly<Record<string, string>> = { 'audio/x-wav': 'audio/wav', 'audio/vnd.wave': 'audio/wav', 'audio/opus': 'audio/ogg' };
const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * The type of a file by what is in it; null where it is none we take. Its name and what the browser claims count for
 * nothing: an executable called `.png` is an executable.
 */
export async function contentType(data: Buffer): Promise<string | null> {
  const found = await fileTypeFromBuffer(data);
  if (found) {
    const type = sameAs[found.mime] ?? found.mime;
    return allowed.has(type) ? type : null;
  }
  return isText(data) ? 'text/plain' : null;
}

/** UTF-8 without control characters, and nothing a browser could take for markup: a page without a type is sniffed. */
function isText(data: Buffer): boolean {
  if (data.length === 0) return false;
  let text: string;
  try {
    text = decoder.decode(data);
  } catch {
    return false;
  }
  // eslint-disable-next-line no-control-regex -- control characters are what tells binary from text
  if (/[\u0000-\u0008\u000B\u000E-\u001A\u001C-\u001F]/.test(text)) return false;
  return !/^\s*(?:<\?xml|<!doctype|<html|<svg|<script|#!|%!PS)/i.test(text);
}
