import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { create } from '../../../../server/adapters/pbx/embedded/index.ts';
import { systemClock } from '../../../../server/ports/clock.ts';
import { silentLogger } from '../../../fakes/sip-phone/logger.ts';
import { pbxContract, type ContractPart } from '../suite.ts';

/** ms */
const returnWithin = 2500;
const folder = mkdtempSync(join(tmpdir(), 'klapka-pbx-'));

afterAll(() => rmSync(folder, { recursive: true }));

/** A part of the contract on an embedded PBX of its own. */
export const embeddedContract = (part: ContractPart): void => pbxContract(part, 'the embedded PBX', {
  create: ({ ringTimeout, parkTimeout }) => create({ config: { ringTimeout, parkTimeout, lostAfter: 1500, messageSilence: 1500, returnWithin, folder }, logger: silentLogger, clock: systemClock }),
  holdMusic: 523.25,
  ringback: 425,
  recordsApart: true,
  echo: '*43',
  voicemail: { beep: 1000, keys: { fresh: '1', repeat: '5', next: '6', previous: '4', delete: '7', callBack: '3', end: '#' } },
  outlivesGateway: false,
});
