import { isIP, isIPv6 } from 'node:net';
import { SdpError, answerDirection, directionOf, offeredTelephoneEvent, payloadTypes, sections, valueOf } from './sdp.ts';
import type { Direction, Section } from './sdp.ts';

/** Descriptions of one μ-law stream without encryption (RFC 3551), as desk phones and carriers have it. */

export interface PlainRemote {
  address: string;
  port: number;
  /** Where reports go: beside the audio, on the port after it or on one that is named (RFC 3605, RFC 5761). */
  rtcpPort: number;
  direction: Direction;
  pcmuPayloadType: number;
  telephoneEventPayloadType: number | null;
  /** Every media line in order, to be echoed in an answer (RFC 3264 §6). */
  lines: { kind: string; protocol: string; formats: string; audio: boolean }[];
}

export interface PlainLocal {
  sessionId: string;
  version: number;
  address: string;
  port: number;
}

function addressOf(session: Section, audio: Section): string {
  const [, , address = ''] = (audio.connection ?? session.connection ?? '').split(' ');
  const plain = address.split('/')[0] ?? '';
  if (isIP(plain) === 0) throw new SdpError('No address to send audio to');
  return plain;
}

function rtcpPortOf(audio: Section, port: number): number {
  if (valueOf(audio, 'rtcp-mux') !== undefined) return port;
  const told = Number(/^(\d{1,5})\b/.exec(valueOf(audio, 'rtcp') ?? '')?.[1] ?? port + 1);
  return told > 0 && told < 65_536 ? told : port;
}

/** Reads an offer or answer. Throws `SdpError` when it has no audio we can carry. */
export function parsePlain(sdp: string): PlainRemote {
  const { session, media } = sections(sdp);
  const audio = media.find(({ media: [kind, port, protocol] }) => kind === 'audio' && port !== '0' && /^RTP\/AVPF?$/i.test(protocol ?? ''));
  if (!audio) throw new SdpError('No plain audio');
  const { pcmu, telephoneEvent } = payloadTypes(audio);
  const port = Number(/^(\d{1,5})(\/1)?$/.exec(audio.media[1] ?? '')?.[1]);
  if (pcmu === null) throw new SdpError('No common codec');
  if (!(port > 0 && port < 65_536)) throw new SdpError('No port to send audio to');
  const address = addressOf(session, audio);
  // RFC 2543 §B.5: who holds is nowhere to be reached.
  const nowhere = address === '0.0.0.0' || address === '::';
  return {
    address,
    port,
    rtcpPort: rtcpPortOf(audio, port),
    direction: nowhere ? 'sendonly' : directionOf(session, audio),
    pcmuPayloadType: pcmu,
    telephoneEventPayloadType: telephoneEvent,
    lines: media.map((section) => ({ kind: section.media[0] ?? '', protocol: section.media[2] ?? '', formats: section.media.slice(3).join(' '), audio: section === audio })),
  };
}

function audioLines({ port }: PlainLocal, direction: Direction, pcmu: number, telephoneEvent: number | null): string[] {
  return [
    `m=audio ${port} RTP/AVP ${pcmu}${telephoneEvent === null ? '' : ` ${telephoneEvent}`}`,
    `a=rtpmap:${pcmu} PCMU/8000`,
    ...(telephoneEvent === null ? [] : [`a=rtpmap:${telephoneEvent} telephone-event/8000`, `a=fmtp:${telephoneEvent} 0-16`]),
    'a=ptime:20',
    // Reports come to the same socket.
    `a=rtcp:${port}`,
    `a=${direction}`,
  ];
}

function description({ sessionId, version, address }: PlainLocal, media: string[]): string {
  const net = `IN ${isIPv6(address) ? 'IP6' : 'IP4'} ${address}`;
  return ['v=0', `o=- ${sessionId} ${version} ${net}`, 's=-', `c=${net}`, 't=0 0', ...media, ''].join('\r\n');
}

export function writePlainAnswer(local: PlainLocal, offer: PlainRemote): string {
  const media = offer.lines.flatMap(({ kind, protocol, formats, audio }) => {
    if (!audio) return [`m=${kind} 0 ${protocol} ${formats}`];
    return audioLines(local, answerDirection(offer.direction), offer.pcmuPayloadType, offer.telephoneEventPayloadType);
  });
  return description(local, media);
}

/** A first offer, or a later one in a session whose numbers are agreed already. */
export function writePlainOffer(local: PlainLocal, agreed: PlainRemote | null): string {
  const { pcmuPayloadType: pcmu, telephoneEventPayloadType: telephoneEvent } = agreed ?? { pcmuPayloadType: 0, telephoneEventPayloadType: offeredTelephoneEvent };
  return description(local, audioLines(local, 'sendrecv', pcmu, telephoneEvent));
}
