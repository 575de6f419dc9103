/** Where each of these stands in a `fmt ` chunk (RIFF, Microsoft's Multimedia Programming Interface 1.0). */
const formats = { pcm: 1, mulaw: 7 } as const;

/** Whether this is a WAV a PBX plays: mono, linear with 16 bits or μ-law, 8 to 48 kHz, with at least one sample. */
export function isPlayable(file: Uint8Array): boolean {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const tag = (at: number): string => String.fromCharCode(...file.subarray(at, at + 4));
  if (file.length < 12 || tag(0) !== 'RIFF' || tag(8) !== 'WAVE') return false;
  let readable = false;
  for (let at = 12; at + 8 <= file.length;) {
    const [name, size] = [tag(at), view.getUint32(at + 4, true)];
    if (name === 'fmt ') readable = at + 24 <= file.length && isReadable(view, at + 8);
    if (name === 'data') return readable && size > 0 && at + 8 + size <= file.length;
    // Chunks begin at even places.
    at += 8 + size + (size % 2);
  }
  return false;
}

function isReadable(view: DataView, at: number): boolean {
  const [format, channels, rate, bits] = [view.getUint16(at, true), view.getUint16(at + 2, true), view.getUint32(at + 4, true), view.getUint16(at + 14, true)];
  const known = (format === formats.pcm && bits === 16) || (format === formats.mulaw && bits === 8);
  return known && channels === 1 && rate >= 8_000 && rate <= 48_000;
}
