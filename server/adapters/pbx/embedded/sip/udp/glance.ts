/**
 * What the transport has to know of a SIP message, read without parsing it: a parse costs milliseconds, and most of what a
 * stranger sends, and every repetition, deserves none.
 */

export interface Address {
  address: string;
  port: number;
}

export interface Glance {
  /** Null of a request. */
  status: number | null;
  /** Of the request, or of the one that is answered. */
  method: string;
  /** Which transaction it belongs to (RFC 3261 §17.1.3, §17.2.3), CANCEL and ACK that of their INVITE. */
  branch: string;
  /** Host and port of the uppermost Via, as the sender wrote them. */
  sentBy: string;
  /** User of the Request-URI; empty of a response. */
  user: string;
  /** User of From. */
  from: string;
  callId: string;
}

const firstVia = /\r\n(?:via|v)[ \t]*:[ \t]*sip[ \t]*\/[ \t]*2\.0[ \t]*\/[ \t]*\w+[ \t]+([^\s;,]+)([^\r\n,]*)/i;

/** Null where it is no SIP message that could be answered. */
export function glanceAt(text: string): Glance | null {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const head = text.slice(0, end).replaceAll(/\r\n[ \t]+/g, ' ');
  const line = head.slice(0, Math.max(0, head.indexOf('\r\n')));
  const status = /^SIP\/2\.0 (\d{3})\b/i.exec(line)?.[1];
  const [, asked, uri = ''] = /^([A-Z]{1,20}) +(\S+) /i.exec(line) ?? [];
  const via = firstVia.exec(head);
  const [, sequence, counted] = /\r\ncseq[ \t]*:[ \t]*(\d{1,12})[ \t]+([A-Z]{1,20})[ \t]*(?:\r\n|$)/i.exec(head) ?? [];
  const callId = /\r\n(?:call-id|i)[ \t]*:[ \t]*(\S{1,256})/i.exec(head)?.[1];
  const method = status === undefined ? asked : counted;
  if (!via || method === undefined || callId === undefined || sequence === undefined) return null;
  const [, sentBy = '', parameters = ''] = via;
  return {
    status: status === undefined ? null : Number(status),
    method,
    branch: /;[ \t]*branch[ \t]*=[ \t]*([^\s;]+)/i.exec(parameters)?.[1] ?? `${callId} ${sequence}`,
    sentBy,
    user: status === undefined ? (/^sips?:([^@;?:]*)(?::[^@]*)?@/i.exec(uri)?.[1] ?? '') : '',
    from: /\r\n(?:from|f)[ \t]*:[^\r\n]*?sips?:([^@;?:>\s]{1,64})@/i.exec(head)?.[1] ?? '',
    callId,
  };
}

/** Says in the uppermost Via where a request really came from, for its sender and for the way back (RFC 3261 §18.2.1, RFC 3581 §4). */
export function stamped(text: string, from: Address): string {
  return text.replace(firstVia, (via: string, _sentBy: string, parameters: string) => {
    const asks = /;[ \t]*rport[ \t]*(?=;|$)/i.test(parameters);
    const kept = parameters.replaceAll(/;[ \t]*(?:received|rport)[ \t]*(?:=[^;]*)?(?=;|$)/gi, '').trimEnd();
    const start = via.slice(0, via.length - parameters.length);
    return `${start}${kept};received=${from.address}${asks ? `;rport=${from.port}` : ''}`;
  });
}

/** Where answers to a request go: back to where it came from, unless its sender names another port (RFC 3261 §18.2.2, RFC 3581 §4). */
export function wayBack(text: string, from: Address): Address {
  const [, sentBy = '', parameters = ''] = firstVia.exec(text) ?? [];
  if (/;[ \t]*rport[ \t]*(?=;|=|$)/i.test(parameters)) return from;
  const port = Number(/:(\d{1,5})$/.exec(sentBy)?.[1] ?? 5060);
  return { address: from.address, port: port > 0 && port < 65_536 ? port : from.port };
}
