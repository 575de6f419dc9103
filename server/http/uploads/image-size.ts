/** Width and height in pixels, from the first bytes; null where the file does not say. Nothing is decoded. */
export interface ImageSize {
  width: number;
  height: number;
}

export function imageSize(type: string, data: Buffer): ImageSize | null {
  try {
    const size = readers[type]?.(data) ?? null;
    return size && size.width > 0 && size.height > 0 ? size : null;
  } catch (error) {
    // Reading past the end: the file is cut off.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const readers: Readonly<Record<string, (data: Buffer) => ImageSize | null>> = {
  'image/png': (data) => ({ width: data.readUInt32BE(16), height: data.readUInt32BE(20) }),
  'image/gif': (data) => ({ width: data.readUInt16LE(6), height: data.readUInt16LE(8) }),
  'image/jpeg': jpeg,
  'image/webp': webp,
};

/** Walks the segments to the frame header (ITU-T T.81 §B.2.2). */
function jpeg(data: Buffer): ImageSize | null {
  for (let at = 2; at < data.length;) {
    if (data[at] !== 0xff) return null;
    const marker = data.readUInt8(at + 1);
    const frame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (frame) return { height: data.readUInt16BE(at + 5), width: data.readUInt16BE(at + 7) };
    at += 2 + data.readUInt16BE(at + 2);
  }
  return null;
}

/** The three kinds of WebP (RFC 9649 §2). */
function webp(data: Buffer): ImageSize | null {
  const kind = data.toString('latin1', 12, 16);
  if (kind === 'VP8X') return { width: 1 + data.readUIntLE(24, 3), height: 1 + data.readUIntLE(27, 3) };
  if (kind === 'VP8 ') return { width: data.readUInt16LE(26) & 0x3fff, height: data.readUInt16LE(28) & 0x3fff };
  if (kind !== 'VP8L') return null;
  const bits = data.readUInt32LE(21);
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
}
