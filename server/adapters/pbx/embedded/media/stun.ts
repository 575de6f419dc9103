import { createHmac, timingSafeEqual } from 'node:crypto';
import { isIPv4 } from 'node:net';

/** The small part of STUN (RFC 8489) an ICE-lite agent needs: read Binding requests, write their answers. */

const magicCookie = 0x2112a442;
const headerLength = 20;
export const stunTypes = { bindingRequest: 0x0001, bindingSuccess: 0x0101, bindingError: 0x0111 } as const;
export const stunAttributes = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  xorMappedAddress: 0x0020,
  priority: 0x0024,
  useCandidate: 0x0025,
  fingerprint: 0x8028,
  iceControlled: 0x8029,
  iceControlling: 0x802a,
} as const;

export interface StunMessage {
  type: number;
  transactionId: Buffer;
  attributes: Map<number, Buffer>;
  /** Where MESSAGE-INTEGRITY starts; 0 when there is none. */
  integrityOffset: number;
}

/** RFC 7983: the first byte tells STUN (0–3), DTLS (20–63) and RTP (128–191) apart. */
export function isStun(packet: Buffer): boolean {
  return packet.length >= headerLength && packet.readUInt8(0) < 4;
}
export function isDtls(packet: Buffer): boolean {
  return packet.length > 12 && packet.readUInt8(0) > 19 && packet.readUInt8(0) < 64;
}
export function isMedia(packet: Buffer): boolean {
  return packet.length > 12 && packet.readUInt8(0) > 127 && packet.readUInt8(0) < 192;
}
/** RFC 5761 §4: payload types 64–95 with the marker bit are RTCP. */
export function isRtcp(packet: Buffer): boolean {
  return packet.readUInt8(1) >= 192 && packet.readUInt8(1) <= 223;
}

/** Null for anything that is not well-formed STUN. Attributes after MESSAGE-INTEGRITY are ignored (RFC 8489 §14.5). */
export function parseStun(packet: Buffer): StunMessage | null {
  if (!isStun(packet) || packet.readUInt32BE(4) !== magicCookie) return null;
  const length = packet.readUInt16BE(2);
  if (length % 4 !== 0 || packet.length !== headerLength + length) return null;
  const attributes = new Map<number, Buffer>();
  let integrityOffset = 0;
  let offset = headerLength;
  while (offset + 4 <= packet.length) {
    const type = packet.readUInt16BE(offset);
    const size = packet.readUInt16BE(offset + 2);
    const end = offset + 4 + size;
    if (end > packet.length) return null;
    if (type === stunAttributes.messageIntegrity) integrityOffset ||= offset;
    if ((integrityOffset === 0 || offset === integrityOffset) && !attributes.has(type)) attributes.set(type, packet.subarray(offset + 4, end));
    offset = offset + 4 + Math.ceil(size / 4) * 4;
  }
  return { type: packet.readUInt16BE(0), transactionId: packet.subarray(8, headerLength), attributes, integrityOffset };
}

function integrity(covered: Buffer, attributeOffset: number, password: string): Buffer {
  const copy = Buffer.from(covered.subarray(0, attributeOffset));
  // The length field counts MESSAGE-INTEGRITY itself and nothing behind it (RFC 8489 §14.5).
  copy.writeUInt16BE(attributeOffset - headerLength + 24, 2);
  return createHmac('sha1', password).update(copy).digest();
}

export function verifyIntegrity(packet: Buffer, message: StunMessage, password: string): boolean {
  const given = message.attributes.get(stunAttributes.messageIntegrity);
  if (!given || given.length !== 20 || message.integrityOffset === 0) return false;
  return timingSafeEqual(given, integrity(packet, message.integrityOffset, password));
}

export function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail = ''] = address.split('::');
  const left = head ? head.split(':') : [];
  const right = tail ? tail.split(':') : [];
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  const bytes = Buffer.alloc(16);
  groups.forEach((group, index) => bytes.writeUInt16BE(parseInt(group, 16), index * 2));
  return bytes;
}

function xorMappedAddress(transactionId: Buffer, address: string, port: number): Buffer {
  const bytes = addressBytes(address);
  const mask = Buffer.concat([Buffer.from([0x21, 0x12, 0xa4, 0x42]), transactionId]);
  const value = Buffer.alloc(4 + bytes.length);
  value[1] = bytes.length === 4 ? 1 : 2;
  value.writeUInt16BE(port ^ (magicCookie >>> 16), 2);
  bytes.forEach((byte, index) => (value[4 + index] = byte ^ mask.readUInt8(index)));
  return value;
}

function attribute(type: number, value: Buffer): Buffer {
  const padded = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  padded.writeUInt16BE(type, 0);
  padded.writeUInt16BE(value.length, 2);
  value.copy(padded, 4);
  return padded;
}

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Puts a message together and seals it with MESSAGE-INTEGRITY and FINGERPRINT. */
export function buildStun(type: number, transactionId: Buffer, attributes: [number, Buffer][], password: string): Buffer {
  const header = Buffer.alloc(headerLength);
  header.writeUInt16BE(type, 0);
  header.writeUInt32BE(magicCookie, 4);
  transactionId.copy(header, 8);
  let message = Buffer.concat([header, ...attributes.map(([kind, value]) => attribute(kind, value))]);
  message = Buffer.concat([message, attribute(stunAttributes.messageIntegrity, integrity(message, message.length, password))]);
  message.writeUInt16BE(message.length - headerLength + 8, 2);
  const fingerprint = Buffer.alloc(4);
  fingerprint.writeUInt32BE((crc32(message) ^ 0x5354554e) >>> 0);
  return Buffer.concat([message, attribute(stunAttributes.fingerprint, fingerprint)]);
}

export const bindingSuccess = (transactionId: Buffer, address: string, port: number, password: string): Buffer =>
  buildStun(stunTypes.bindingSuccess, transactionId, [[stunAttributes.xorMappedAddress, xorMappedAddress(transactionId, address, port)]], password);

export function bindingError(transactionId: Buffer, code: number, reason: string, password: string): Buffer {
  const value = Buffer.concat([Buffer.from([0, 0, Math.floor(code / 100), code % 100]), Buffer.from(reason)]);
  return buildStun(stunTypes.bindingError, transactionId, [[stunAttributes.errorCode, value]], password);
}
