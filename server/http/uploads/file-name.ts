import { limits } from '@klapka/protocol';

/** Marks that turn the direction of text around: `gpj.exe` would read `exe.jpg` (Unicode TR 36 §3.3). */
const directional = /[\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;
// eslint-disable-next-line no-control-regex -- control characters are exactly what is removed
const control = /[\u0000-\u001F\u007F-\u009F]/g;

/** A name to show and to save under: no path, nothing invisible, not too long, its ending kept. */
export function cleanFileName(given: string): string {
  const last = given.toWellFormed().replace(/[\\/]+/g, '/').split('/').at(-1) ?? '';
  const clean = last.replace(directional, '').replace(control, '').replace(/[<>:"|?*]/g, '_').replace(/^[\s.]+|[\s.]+$/g, '');
  if (clean === '') return 'file';
  if (clean.length <= limits.fileName) return clean;
  const ending = /\.[^.]{1,12}$/.exec(clean)?.[0] ?? '';
  return clean.slice(0, limits.fileName - ending.length).toWellFormed() + ending;
}

/** From the header `X-File-Name` (percent-encoded). */
export function fileNameFrom(header: string | undefined): string {
  if (header === undefined || header.length > limits.fileName * 12) return 'file';
  try {
    return cleanFileName(decodeURIComponent(header));
  } catch {
    return 'file';
  }
}

/** RFC 6266 with RFC 8187: ASCII for old readers, UTF-8 for the rest. */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const ascii = name.replace(/[^\x20-\x7E]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*!]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
