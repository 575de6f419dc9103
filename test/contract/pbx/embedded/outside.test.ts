import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { create } from '../../../../server/adapters/pbx/embedded/index.ts';
import { systemClock } from '../../../../server/ports/clock.ts';
import { freePort } from '../../../fakes/peers/ports.ts';
import { silentLogger } from '../../../fakes/sip-phone/logger.ts';
import { outsideContract } from '../outside.ts';

const folder = mkdtempSync(join(tmpdir(), 'klapka-pbx-'));
const port = await freePort();

afterAll(() => rmSync(folder, { recursive: true }));

outsideContract('the embedded PBX', {
  create: () => create({ config: { folder, udp: { host: '127.0.0.1', port, allow: [] } }, logger: silentLogger, clock: systemClock }),
  address: `127.0.0.1:${port}`,
  holdMusic: 523.25,
  silentToStrangers: true,
});
