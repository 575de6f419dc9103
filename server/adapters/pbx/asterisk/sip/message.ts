/** As much of a SIP message (RFC 3261) as has to be known to let it pass. */
export interface SipMessage {
  /** Null: a response. */
  method: string | null;
  /** Of a request: whom it asks for, which is what counts to Asterisk, whatever To says. Empty for a response. */
  user: string;
  /** Of a response. */
  status: number;
  /** Names in lower case, short forms written out; values in their order. */
  headers: ReadonlyMap<string, readonly string[]>;
}

const shortForms: Readonly<Record<string, string>> = { f: 'from', t: 'to', i: 'call-id', m: 'contact', v: 'via', l: 'content-length' };

/** Null: no SIP message, or one that can be read in two ways: by its headers, or because Asterisk would find a second message behind it. */
export function readMessage(text: string): SipMessage | null {
  const end = text.search(/\r?\n\r?\n/);
  // A header may go on in the next line, which then begins with white space (RFC 3261 §7.3.1).
  const [start = '', ...lines] = text.slice(0, end < 0 ? undefined : end).replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const response = /^SIP\/2\.0 (\d{3}) /.exec(start);
  const request = /^([A-Z]+) (\S+) SIP\/2\.0$/.exec(start);
  if (!response && !request) return null;
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const [, given = '', value = ''] = /^([^\s:]+)[ \t]*:[ \t]*(.*)$/.exec(line) ?? [];
    if (given === '') return null;
    const name = shortForms[given.toLowerCase()] ?? given.toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), value]);
  }
  const ambiguous = ['from', 'to', 'call-id', 'cseq'].some((name) => headers.get(name)?.length !== 1);
  const body = /\r?\n\r?\n([^]*)$/.exec(text.slice(Math.max(0, end)))?.[1] ?? '';
  const lengths = headers.get('content-length') ?? [];
  if (lengths.length > 1 || lengths.some((length) => Number(length) !== Buffer.byteLength(body))) return null;
  return ambiguous ? null : { method: request?.[1] ?? null, user: unescaped(/^sips?:([^@]*)@/i.exec(request?.[2] ?? '')?.[1] ?? ''), status: Number(response?.[1] ?? 0), headers };
}

export function header(message: SipMessage, name: string): string {
  return message.headers.get(name)?.[0] ?? '';
}

/** Whether it is within a dialog (RFC 3261 §12.2). */
export function belongsToCall(message: SipMessage): boolean {
  return /;\s*tag=/i.test(header(message, 'to'));
}

/** `"Anna" <sip:1001@example.com>;tag=x` → `1001`, unescaped. */
export function userIn(address: string): string {
  return unescaped(/sips?:([^@;>]*)@/i.exec(address.replace(/^\s*"(?:[^"\\]|\\.)*"/, ''))?.[1] ?? '');
}

function unescaped(user: string): string {
  try {
    return decodeURIComponent(user);
  } catch {
    return user;
  }
}

/** What an INVITE is known by that the gateway has asked Asterisk for. No phone sees it. */
export const ticketHeader = 'x-klapka-ticket';

/**
 * A phone answers by itself what `X-Klapka-…` says it should. So those headers go from us to phones alone: no phone may send them, and
 * a dialplan that passes a trunk's headers on must not open a microphone. `admitted`: the call is one of ours.
 */
export function withoutOurs(text: string, admitted = false): string {
  const head = text.search(/\r?\n\r?\n/);
  const [lines, body] = head < 0 ? [text, ''] : [text.slice(0, head + 2), text.slice(head + 2)];
  return lines.replaceAll(admitted ? /^x-klapka-ticket[ \t]*:.*\r?\n(?:[ \t].*\r?\n)*/gim : /^x-klapka-[^\s:]+[ \t]*:.*\r?\n(?:[ \t].*\r?\n)*/gim, '') + body;
}

/** An answer of our own to a request that does not pass. */
export function answer(request: SipMessage, status: number, text: string): string {
  const copied = ['via', 'from', 'call-id', 'cseq'].flatMap((name) => (request.headers.get(name) ?? []).map((value) => `${name}: ${value}`));
  const to = header(request, 'to');
  return [`SIP/2.0 ${status} ${text}`, ...copied, `to: ${to}${belongsToCall(request) ? '' : ';tag=klapka'}`, 'content-length: 0', '', ''].join('\r\n');
}
