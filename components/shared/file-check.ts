import type { ErrorCode } from '@klapka/protocol';
import { fileBytesLimit, fileTypes } from './limits.ts';

/** First bytes by type (hex, `.` for any): a `.png` that starts like a program is refused before it costs an upload. */
const signatures: Record<string, RegExp> = {
  'image/png': /^89504e470d0a1a0a/,
  'image/jpeg': /^ffd8ff/,
  'image/gif': /^47494638(37|39)61/,
  'image/webp': /^52494646.{8}57454250/,
  'application/pdf': /^255044462d/,
  'application/zip': /^504b(0304|0506|0708)/,
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': /^504b0304/,
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': /^504b0304/,
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': /^504b0304/,
  'audio/mpeg': /^(494433|ff[ef][0-9a-f])/,
  'audio/ogg': /^4f676753/,
  'audio/wav': /^52494646.{8}57415645/,
  'video/mp4': /^.{8}66747970/,
};
/** Some systems call a zip archive so. */
const aliases: Record<string, string> = { 'application/x-zip-compressed': 'application/zip', 'audio/x-wav': 'audio/wav', 'audio/wave': 'audio/wav' };

/**
 * What is wrong with a file somebody wants to send, or null. The gateway judges again by content; this spares the person
 * the wait. An empty file is refused too: nobody means to send one.
 */
export async function checkFile(file: File): Promise<ErrorCode | null> {
  if (file.size > fileBytesLimit) return 'TOO_LARGE';
  if (file.size === 0) return 'EMPTY_FILE';
  const type = aliases[file.type] ?? file.type;
  if (!fileTypes.some((known) => known === type)) return 'TYPE_NOT_ALLOWED';
  const signature = signatures[type];
  if (!signature) return looksLikeText(await head(file, 512)) ? null : 'TYPE_NOT_ALLOWED';
  return signature.test(hex(await head(file, 16))) ? null : 'TYPE_NOT_ALLOWED';
}

async function head(file: File, bytes: number): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(0, bytes).arrayBuffer());
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const looksLikeText = (bytes: Uint8Array): boolean => !bytes.includes(0);
