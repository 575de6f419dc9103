import { Core } from 'sip.js';

/**
 * The checks RFC 3261 §8.2 and §16.3 ask for and sip.js leaves to its caller, made before a message reaches the
 * transaction layer. sip.js parses; this decides whether the result is to be trusted.
 */

export type Inspected =
  | { kind: 'request'; message: Core.IncomingRequestMessage }
  | { kind: 'response'; message: Core.IncomingResponseMessage }
  | { kind: 'refuse'; message: Core.IncomingRequestMessage; status: number; reason?: string; headers?: string[] }
  | { kind: 'drop' };

const maximumHeaderBytes = 16 * 1024;
const maximumHeaderLines = 128;
const supportedExtensions = new Set(['outbound', 'path', 'gruu', 'ice', 'timer', 'replaces']);
/** Header fields that must stand exactly once, with their short forms. */
const single: Record<string, string> = {
  from: 'from', f: 'from', to: 'to', t: 'to', 'call-id': 'call-id', i: 'call-id', cseq: 'cseq', 'max-forwards': 'max-forwards',
  'content-length': 'content-length', l: 'content-length', 'content-type': 'content-type', c: 'content-type',
};

const silent = new Core.LoggerFactory();
silent.builtinEnabled = false;
/** sip.js logs whole messages with numbers and names; they stay out of our log. */
export const silentLoggerFactory = silent;
const logger = silent.getLogger('parser');

function headerNames(data: string): string[] | null {
  const end = data.indexOf('\r\n\r\n');
  if (end < 0 || end > maximumHeaderBytes) return null;
  const lines = data.slice(0, end).split('\r\n').slice(1);
  if (lines.length > maximumHeaderLines) return null;
  return lines.filter((line) => !/^\s/.test(line)).map((line) => line.slice(0, Math.max(0, line.indexOf(':'))).trim().toLowerCase());
}

function repeatsSingleHeader(names: string[]): boolean {
  const seen = new Set<string>();
  return names.some((name) => {
    const known = single[name];
    if (known === undefined) return false;
    if (seen.has(known)) return true;
    seen.add(known);
    return false;
  });
}

function parse(data: string): Core.IncomingRequestMessage | Core.IncomingResponseMessage | null {
  try {
    return Core.Parser.parseMessage(data, logger) ?? null;
  } catch {
    // The grammar throws on some malformed input, for example a response whose CSeq cannot be read.
    return null;
  }
}

const refuse = (message: Core.IncomingRequestMessage, status: number, reason?: string, headers?: string[]): Inspected => ({
  kind: 'refuse',
  message,
  status,
  ...(reason === undefined ? {} : { reason }),
  ...(headers === undefined ? {} : { headers }),
});

function bodyIsShort(message: Core.IncomingRequestMessage, data: string): boolean {
  const told = message.getHeader('content-length');
  if (told === undefined) return false;
  return Number(told) > Buffer.byteLength(data.slice(data.indexOf('\r\n\r\n') + 4));
}

/** What is wrong with the header fields, as the reason phrase of a 400. */
function faultOf(message: Core.IncomingRequestMessage, data: string, names: string[]): string | null {
  if (repeatsSingleHeader(names)) return 'Repeated Header';
  const cseq = /^\s*(\d+)\s+(\S+)\s*$/.exec(message.getHeader('cseq') ?? '');
  if (cseq?.[2] !== message.method || Number(cseq[1]) > 0x7fffffff) return 'Bad CSeq';
  if (!message.fromTag) return 'Missing From Tag';
  const hops = message.getHeader('max-forwards');
  if (hops !== undefined && (!/^\d+$/.test(hops) || Number(hops) > 255)) return 'Bad Max-Forwards';
  if (bodyIsShort(message, data)) return 'Bad Content-Length';
  // RFC 3261 §20.17: only GMT. §19.1.1: a Request-URI carries no header fields.
  if (!/(GMT)?$/.exec(message.getHeader('date') ?? '')?.[1] && message.hasHeader('date')) return 'Bad Date';
  const uri = data.slice(0, data.indexOf('\r\n')).split(' ')[1] ?? '';
  return uri.slice(uri.lastIndexOf('@') + 1).includes('?') ? 'Header In Request-URI' : null;
}

function inspectRequest(message: Core.IncomingRequestMessage, data: string, names: string[]): Inspected {
  const complete = message.via && message.from && message.to && message.callId && message.hasHeader('cseq');
  // Without these nobody can be answered (RFC 3261 §8.2.6.2).
  if (!complete) return { kind: 'drop' };
  // RFC 3261 §17.2.3: a sender from before branches is recognised by what it repeats.
  message.viaBranch ||= `z9hG4bK-${message.callId}-${message.cseq}-${message.fromTag}`;
  const fault = faultOf(message, data, names);
  if (message.method === 'ACK') return fault === null ? { kind: 'request', message } : { kind: 'drop' };
  if (!/ SIP\/2\.0$/i.test(data.slice(0, data.indexOf('\r\n')))) return refuse(message, 505);
  if (fault !== null) return refuse(message, 400, fault);
  const type = message.getHeader('content-type');
  if (message.method === 'INVITE' && type !== undefined && !/^application\/sdp\s*(;|$)/i.test(type)) return refuse(message, 415, undefined, ['Accept: application/sdp']);
  const unknown = message.getHeaders('require').flatMap((value) => value.split(',')).map((tag) => tag.trim()).filter((tag) => !supportedExtensions.has(tag));
  if (unknown.length > 0 && message.method !== 'CANCEL') return refuse(message, 420, undefined, [`Unsupported: ${unknown.join(', ').slice(0, 200)}`]);
  return { kind: 'request', message };
}

/** Reads one frame. Never throws. */
export function inspect(data: string): Inspected {
  const names = headerNames(data);
  const message = names && parse(data);
  if (!names || !message) return { kind: 'drop' };
  if (message instanceof Core.IncomingResponseMessage) {
    const complete = message.viaBranch && message.from && message.to && message.callId && message.method;
    return complete ? { kind: 'response', message } : { kind: 'drop' };
  }
  return inspectRequest(message, data, names);
}
