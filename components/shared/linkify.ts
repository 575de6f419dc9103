import { html, type TemplateResult } from 'lit';

/** A piece of a message: plain text, or a link that is safe to put into `href`. */
export type Piece = { kind: 'text'; text: string } | { kind: 'link'; text: string; href: string };

/*
 * Characters that end a link: white space and controls (a browser drops tabs and line feeds inside an address, so they
 * must never get there), quotes and angle brackets, and the invisible ones that reorder or hide text (bidi, zero width).
 */
const stop = '\\s\\u0000-\\u001f\\u007f-\\u009f<>"\'`\\u00ad\\u061c\\u200b-\\u200f\\u2028-\\u202f\\u2060-\\u206f\\ufeff\\\\';
const candidate = new RegExp(
  `(?<![\\p{L}\\p{N}_:/.@+-])(?:(?:https?://|mailto:|tel:|www\\.)[^${stop}]+|[\\p{L}\\p{N}._%+-]{1,64}@[\\p{L}\\p{N}-]+(?:\\.[\\p{L}\\p{N}-]+)+)`,
  'giu',
);
const trailing = /[.,;:!?…*_~)\]}»”’]$/u;
const opening: Record<string, string> = { ')': '(', ']': '[', '}': '{' };
const safeProtocols = new Set(['http:', 'https:', 'mailto:', 'tel:']);
const nonLatinLetter = /(?!\p{Script=Latin})\p{L}/u;

/** Punctuation after a link belongs to the sentence, unless it closes a bracket opened inside the link. */
function trimEnd(text: string): string {
  let link = text;
  for (let last = link.at(-1); last && trailing.test(link); last = link.at(-1)) {
    const open = opening[last];
    if (open && link.split(open).length >= link.split(last).length) break;
    link = link.slice(0, -1);
  }
  return link;
}

/** The link behind a candidate, or null where it is not exactly what it looks like. */
function toLink(found: string): Piece | null {
  const hasScheme = /^(?:https?:|mailto:|tel:)/iu.test(found);
  const address = hasScheme ? found : found.includes('@') && !/^www\./iu.test(found) ? `mailto:${found}` : `https://${found}`;
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (!safeProtocols.has(url.protocol)) return null;
  // `https://bank.example@evil.example` shows one host and opens another.
  if (url.username || url.password) return null;
  if (url.protocol === 'tel:') return /^tel:\+?[0-9*#()./-]{2,64}$/iu.test(address) ? { kind: 'link', text: found, href: url.href } : null;
  if (url.protocol === 'mailto:') return mailLink(found, url);
  if (!url.hostname.includes('.') && url.hostname !== 'localhost' && !url.hostname.startsWith('[')) return null;
  return { kind: 'link', text: honestText(found, url), href: url.href };
}

/** Only the address: `mailto:x?body=…&bcc=…` would write a letter in the reader's name. */
function mailLink(found: string, url: URL): Piece | null {
  if (url.search || url.hash || !/^[^@]+@[^@]+\.[^@]+$/u.test(url.pathname)) return null;
  return { kind: 'link', text: found, href: url.href };
}

/** A host in another script may imitate a Latin one, so it is shown as it really is (punycode). */
function honestText(found: string, url: URL): string {
  const host = found.replace(/^https?:\/\//iu, '').split(/[/?#]/u)[0] ?? '';
  return nonLatinLetter.test(host) ? url.href : found;
}

/** Cuts a text into plain pieces and links. Only http, https, mailto and tel ever become links. */
export function linkify(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(candidate)) {
    const found = trimEnd(match[0]);
    const link = toLink(found);
    if (!link) continue;
    if (match.index > from) pieces.push({ kind: 'text', text: text.slice(from, match.index) });
    pieces.push(link);
    from = match.index + found.length;
  }
  if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) });
  return pieces;
}

/** Renders a text with its links; text stays text. */
export function linkified(text: string): (string | TemplateResult)[] {
  return linkify(text).map((piece) => {
    if (piece.kind === 'text') return piece.text;
    return piece.href.startsWith('http')
      ? html`<a href=${piece.href} target="_blank" rel="noopener noreferrer nofollow ugc">${piece.text}</a>`
      : html`<a href=${piece.href} rel="noopener noreferrer">${piece.text}</a>`;
  });
}
