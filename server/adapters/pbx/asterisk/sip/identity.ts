import { createHash, timingSafeEqual } from 'node:crypto';
import type { Session } from '../sessions.ts';
import { isNumber } from '../plan/dialplan.ts';
import { belongsToCall, header, userIn } from './message.ts';
import type { SipMessage } from './message.ts';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
/** What a phone may ask for outside a call. */
const outside: ReadonlySet<string> = new Set(['REGISTER', 'INVITE', 'OPTIONS', 'ACK', 'CANCEL']);

export type Verdict = { pass: true } | { pass: false; status: number; text: string; wrongPassword: boolean };

const pass: Verdict = { pass: true };
const refused = (status: number, text: string): Verdict => ({ pass: false, status, text, wrongPassword: false });
const forbidden = (wrongPassword: boolean): Verdict => ({ pass: false, status: 403, text: 'Forbidden', wrongPassword });

/**
 * Whether a request of a device's socket may go on to Asterisk: it must be of this device's extension, and carry no
 * password but this device's. That the password is there at all is Asterisk's to ask.
 */
export function judge(message: SipMessage, extensionNumber: string, session: Session | undefined): Verdict {
  const { method } = message;
  if (method === null) return pass;
  const proofs = ['authorization', 'proxy-authorization'].flatMap((name) => message.headers.get(name) ?? []);
  if (!proofs.every((proof) => session !== undefined && proves(proof, method, session))) return forbidden(true);
  // Neither within a call: the gateway's commands transfer.
  if (method === 'REFER') return refused(405, 'Method Not Allowed');
  if (belongsToCall(message)) return pass;
  if (!outside.has(method)) return refused(405, 'Method Not Allowed');
  if (method === 'ACK' || method === 'CANCEL') return pass;
  if (userIn(header(message, 'from')) !== extensionNumber) return forbidden(false);
  // What is no number could be more than one thing to a dialplan that dials it.
  if (method === 'INVITE' && !isNumber(message.user)) return refused(404, 'Not Found');
  return method === 'REGISTER' && userIn(header(message, 'to')) !== extensionNumber ? forbidden(false) : pass;
}

/** RFC 2617 §3.2.2.1. Whether the nonce is a good one, Asterisk knows. */
function proves(proof: string, method: string, session: Session): boolean {
  const fields = new Map<string, string>();
  for (const [, name = '', quoted, plain] of proof.matchAll(/([a-z]+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))/gi)) fields.set(name.toLowerCase(), quoted ?? plain ?? '');
  const value = (name: string): string => fields.get(name) ?? '';
  if (value('username') !== session.username) return false;
  const ha2 = md5(`${method}:${value('uri')}`);
  const middle = value('qop') === '' ? [value('nonce')] : [value('nonce'), value('nc'), value('cnonce'), value('qop')];
  const expected = Buffer.from(md5([session.ha1, ...middle, ha2].join(':')));
  const given = Buffer.from(value('response'));
  return given.length === expected.length && timingSafeEqual(given, expected);
}
