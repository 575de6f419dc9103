import { isIPv6 } from 'node:net';

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** What matters of a remote description: one μ-law audio stream over DTLS-SRTP. */
export interface RemoteAudio {
  mid: string;
  direction: Direction;
  ufrag: string;
  password: string;
  /** SHA-256, lower-case hex without colons. */
  fingerprint: string;
  setup: 'active' | 'passive' | 'actpass';
  pcmuPayloadType: number;
  /** telephone-event/8000; browsers also offer /48000, which does not belong to μ-law. */
  telephoneEventPayloadType: number | null;
  /** Every media line in order, to be echoed in an answer (RFC 3264 §6). */
  lines: { kind: string; port: string; protocol: string; formats: string; mid: string | null; audio: boolean }[];
}

export interface LocalAudio {
  sessionId: string;
  version: number;
  addresses: string[];
  port: number;
  ufrag: string;
  password: string;
  /** Upper-case hex with colons. */
  fingerprint: string;
  ssrc: number;
}

/** The other side's description cannot be used; a SIP 488. */
export class SdpError extends Error {}

const directions: readonly string[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive'];

export interface Section {
  media: string[];
  attributes: [string, string][];
  /** The line `c=`: `IN IP4 192.0.2.1`. */
  connection?: string;
}

export function sections(sdp: string): { session: Section; media: Section[] } {
  const session: Section = { media: [], attributes: [] };
  const media: Section[] = [];
  let current = session;
  for (const line of sdp.split(/\r?\n/)) {
    const value = line.slice(2);
    if (line.startsWith('m=')) {
      if (media.length >= 16) throw new SdpError('Too many media lines');
      current = { media: value.split(' '), attributes: [] };
      media.push(current);
    } else if (line.startsWith('c=')) {
      current.connection = value.trim();
    } else if (line.startsWith('a=')) {
      const colon = value.indexOf(':');
      current.attributes.push(colon < 0 ? [value, ''] : [value.slice(0, colon), value.slice(colon + 1)]);
    }
  }
  return { session, media };
}

export const valueOf = (section: Section, name: string): string | undefined => section.attributes.find(([key]) => key === name)?.[1];

export function directionOf(session: Section, audio: Section): Direction {
  const told = [...audio.attributes, ...session.attributes].find(([key]) => directions.includes(key))?.[0];
  return (told as Direction | undefined) ?? 'sendrecv';
}

export function payloadTypes(audio: Section): { pcmu: number | null; telephoneEvent: number | null } {
  const formats = audio.media.slice(3);
  const mapped = (wanted: string): number | null => {
    const entry = audio.attributes.find(([key, value]) => {
      const [type = '', codec = ''] = value.split(' ');
      return key === 'rtpmap' && formats.includes(type) && codec.toLowerCase().replace(/\/1$/, '') === wanted;
    });
    return entry ? Number(entry[1].split(' ')[0]) : null;
  };
  return { pcmu: formats.includes('0') ? 0 : mapped('pcmu/8000'), telephoneEvent: mapped('telephone-event/8000') };
}

/** Reads an offer or answer. Throws `SdpError` when it has no audio we can carry. */
export function parseAudio(sdp: string): RemoteAudio {
  const { session, media } = sections(sdp);
  const audio = media.find((section) => section.media[0] === 'audio' && section.media[1] !== '0');
  if (!audio) throw new SdpError('No audio');
  const { pcmu, telephoneEvent } = payloadTypes(audio);
  if (pcmu === null) throw new SdpError('No PCMU');
  const required = (name: string): string => {
    const value = valueOf(audio, name) ?? valueOf(session, name);
    if (!value) throw new SdpError(`No ${name}`);
    return value;
  };
  const print = [...audio.attributes, ...session.attributes].find(([key, value]) => key === 'fingerprint' && /^sha-256 /i.test(value));
  const fingerprint = print?.[1].slice(8).replaceAll(':', '').trim().toLowerCase() ?? '';
  if (!/^[0-9a-f]{64}$/.test(fingerprint)) throw new SdpError('No SHA-256 fingerprint');
  const setup = required('setup');
  if (setup !== 'active' && setup !== 'passive' && setup !== 'actpass') throw new SdpError('Unknown setup');
  return {
    mid: valueOf(audio, 'mid') ?? '',
    direction: directionOf(session, audio),
    ufrag: required('ice-ufrag'),
    password: required('ice-pwd'),
    fingerprint,
    setup,
    pcmuPayloadType: pcmu,
    telephoneEventPayloadType: telephoneEvent,
    lines: media.map((section) => ({
      kind: section.media[0] ?? '',
      port: section.media[1] ?? '0',
      protocol: section.media[2] ?? '',
      formats: section.media.slice(3).join(' '),
      mid: valueOf(section, 'mid') ?? null,
      audio: section === audio,
    })),
  };
}

const reversed: Record<Direction, Direction> = { sendrecv: 'sendrecv', sendonly: 'recvonly', recvonly: 'sendonly', inactive: 'inactive' };

/** What we answer to a direction (RFC 3264 §6.1). */
export const answerDirection = (offered: Direction): Direction => reversed[offered];

function candidates(local: LocalAudio): string[] {
  return local.addresses.map((address, index) => {
    const priority = (126 << 24) | ((65535 - index) << 8) | 255;
    return `a=candidate:${index + 1} 1 udp ${priority} ${address} ${local.port} typ host`;
  });
}

interface MediaLine {
  mid: string;
  setup: 'actpass' | 'passive' | 'active';
  direction: Direction;
  pcmu: number;
  telephoneEvent: number | null;
}

function audioLines(local: LocalAudio, line: MediaLine): string[] {
  const address = local.addresses[0] ?? '127.0.0.1';
  const events = line.telephoneEvent === null ? '' : ` ${line.telephoneEvent}`;
  return [
    `m=audio ${local.port} UDP/TLS/RTP/SAVPF ${line.pcmu}${events}`,
    `c=IN ${isIPv6(address) ? 'IP6' : 'IP4'} ${address}`,
    ...(line.mid ? [`a=mid:${line.mid}`] : []),
    'a=rtcp-mux',
    `a=${line.direction}`,
    `a=rtpmap:${line.pcmu} PCMU/8000`,
    ...(line.telephoneEvent === null ? [] : [`a=rtpmap:${line.telephoneEvent} telephone-event/8000`, `a=fmtp:${line.telephoneEvent} 0-16`]),
    'a=ptime:20',
    'a=msid:pbx pbx-audio',
    `a=ssrc:${local.ssrc} cname:pbx`,
    `a=ice-ufrag:${local.ufrag}`,
    `a=ice-pwd:${local.password}`,
    `a=fingerprint:sha-256 ${local.fingerprint}`,
    `a=setup:${line.setup}`,
    ...candidates(local),
    'a=end-of-candidates',
  ];
}

function description(local: LocalAudio, mid: string, media: string[]): string {
  const head = ['v=0', `o=- ${local.sessionId} ${local.version} IN IP4 127.0.0.1`, 's=-', 't=0 0', 'a=ice-lite'];
  return [...head, ...(mid ? [`a=group:BUNDLE ${mid}`] : []), ...media, ''].join('\r\n');
}

export function writeAnswer(local: LocalAudio, offer: RemoteAudio): string {
  const setup = offer.setup === 'passive' ? 'active' : 'passive';
  const line: MediaLine = {
    mid: offer.mid,
    setup,
    direction: answerDirection(offer.direction),
    pcmu: offer.pcmuPayloadType,
    telephoneEvent: offer.telephoneEventPayloadType,
  };
  const media = offer.lines.flatMap((offered) => {
    if (offered.audio) return audioLines(local, line);
    const mid = offered.mid === null ? [] : [`a=mid:${offered.mid}`];
    return [`m=${offered.kind} 0 ${offered.protocol} ${offered.formats}`, 'c=IN IP4 0.0.0.0', 'a=inactive', ...mid];
  });
  return description(local, offer.mid, media);
}

/** Payload type of telephone events in our own offers. */
export const offeredTelephoneEvent = 101;

/** A first offer, or a later one in a session whose names and numbers are agreed already. */
export function writeOffer(local: LocalAudio, agreed: RemoteAudio | null): string {
  const { mid, pcmuPayloadType: pcmu, telephoneEventPayloadType: telephoneEvent } = agreed ?? { mid: '0', pcmuPayloadType: 0, telephoneEventPayloadType: offeredTelephoneEvent };
  return description(local, mid, audioLines(local, { mid, setup: 'actpass', direction: 'sendrecv', pcmu, telephoneEvent }));
}
