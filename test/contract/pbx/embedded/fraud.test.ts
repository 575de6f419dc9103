import { create } from '../../../../server/adapters/pbx/embedded/index.ts';
import { systemClock } from '../../../../server/ports/clock.ts';
import { freePort } from '../../../fakes/peers/ports.ts';
import { silentLogger } from '../../../fakes/sip-phone/logger.ts';
import { fraudContract } from '../fraud.ts';

const port = await freePort();

fraudContract('the embedded PBX', {
  create: () => create({ config: { udp: { host: '127.0.0.1', port, allow: [] } }, logger: silentLogger, clock: systemClock }),
  address: `127.0.0.1:${port}`,
});
