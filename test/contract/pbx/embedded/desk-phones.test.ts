import { create } from '../../../../server/adapters/pbx/embedded/index.ts';
import { systemClock } from '../../../../server/ports/clock.ts';
import { freePort } from '../../../fakes/peers/ports.ts';
import { silentLogger } from '../../../fakes/sip-phone/logger.ts';
import { desksContract } from '../desk-phones.ts';

const port = await freePort();

desksContract('the embedded PBX', {
  create: () => create({ config: { udp: { host: '127.0.0.1', port, allow: ['127.0.0.1'] } }, logger: silentLogger, clock: systemClock }),
  registrar: `127.0.0.1:${port}`,
  refusal: /403 Forbidden/,
});
