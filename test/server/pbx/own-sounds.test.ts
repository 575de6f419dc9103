import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { create } from '../../../server/adapters/pbx/embedded/index.ts';
import { wavHeader } from '../../../server/adapters/pbx/shared/wav.ts';
import { systemClock } from '../../../server/ports/clock.ts';
import type { PbxPort } from '../../../server/ports/pbx.ts';
import { silentLogger } from '../../fakes/sip-phone/logger.ts';

const wavOf = (bytes: number): Buffer => Buffer.concat([wavHeader(1, bytes), Buffer.alloc(bytes, 1)]);
const nameOf = (wav: Buffer): string => createHash('sha256').update(wav).digest('base64url');
const tone = wavOf(320);
const refused = { name: 'PbxError', code: 'NOT_SUPPORTED' };

describe('sounds of somebody’s own', () => {
  let folder: string;
  let pbx: PbxPort;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'klapka-sounds-'));
    pbx = create({ config: { folder }, logger: silentLogger, clock: systemClock });
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('are kept under their name, which another sound never takes', async () => {
    await pbx.putSound(nameOf(tone), tone);
    await pbx.putSound(nameOf(tone), wavOf(640));
    expect(await readdir(join(folder, 'sounds'))).toEqual([`${nameOf(tone)}.wav`]);
    expect(await readFile(join(folder, 'sounds', `${nameOf(tone)}.wav`))).toEqual(tone);
  });

  it.each([
    ['no WAV file', Buffer.from('RIFFnothing')],
    ['empty', wavOf(0)],
    ['longer than four minutes', wavOf(5 * 1024 * 1024)],
  ])('are refused where they are %s', async (_what, wav) => {
    await expect(pbx.putSound(nameOf(wav), wav)).rejects.toMatchObject(refused);
    await expect(readdir(join(folder, 'sounds'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it.each(['', '../../etc/cron.d/x', 'short', `${nameOf(tone)}/x`])('never leave their folder (%s)', async (name) => {
    await expect(pbx.putSound(name, tone)).rejects.toMatchObject(refused);
  });

  it('are refused where there is no folder for them', async () => {
    const without = create({ config: {}, logger: silentLogger, clock: systemClock });
    await expect(without.putSound(nameOf(tone), tone)).rejects.toMatchObject(refused);
  });
});
