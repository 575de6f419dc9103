import { create } from '../../../../server/adapters/pbx/embedded/index.ts';
import { systemClock } from '../../../../server/ports/clock.ts';
import { registeringTrunkContract } from '../../../contract/pbx/registering-trunk.ts';
import { freePort } from '../../../fakes/peers/ports.ts';
import { silentLogger } from '../../../fakes/sip-phone/logger.ts';

registeringTrunkContract('Embedded', async () => create({ config: { udp: { host: '127.0.0.1', port: await freePort(), allow: [] } }, logger: silentLogger, clock: systemClock }));
