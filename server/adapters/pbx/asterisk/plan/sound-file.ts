/** A WAV file of 8 kHz as Asterisk plays it, by the ending it knows the format by. Throws where it is none it can play. */
export function soundFile(wav: Uint8Array): { ending: 'wav' | 'ulaw'; bytes: Uint8Array } {
  const file = Buffer.from(wav.buffer, wav.byteOffset, wav.byteLength);
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE') throw new Error('Not a WAV file');
  let ulaw = false;
  for (let offset = 12; offset + 8 <= file.length; ) {
    const [name, length] = [file.toString('latin1', offset, offset + 4), file.readUInt32LE(offset + 4)];
    const body = file.subarray(offset + 8, offset + 8 + length);
    if (name === 'fmt ') ulaw = isUlaw(body);
    if (name === 'data') return ulaw ? { ending: 'ulaw', bytes: body } : { ending: 'wav', bytes: file };
    offset += 8 + length + (length % 2);
  }
  throw new Error('A WAV file without sound');
}

/** RFC 2361: 1 is PCM, 7 is μ-law. */
function isUlaw(body: Buffer): boolean {
  if (body.length < 16) throw new Error('A WAV file with a broken header');
  const [code, channels, rate, bits] = [body.readUInt16LE(0), body.readUInt16LE(2), body.readUInt32LE(4), body.readUInt16LE(14)];
  const playable = channels === 1 && rate === 8000 && ((code === 1 && bits === 16) || (code === 7 && bits === 8));
  if (!playable) throw new Error(`A WAV file of ${rate} Hz, ${bits} bits, ${channels} channels and format ${code} cannot be played`);
  return code === 7;
}
