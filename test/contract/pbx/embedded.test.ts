import { create } from '../../../server/adapters/pbx/embedded/index.ts';
import { systemClock } from '../../../server/ports/clock.ts';
import { silentLogger } from '../../fakes/sip-phone/logger.ts';
import { pbxContract } from './suite.ts';

/** ms */
const returnWithin = 2500;

pbxContract('the embedded PBX', {
  create: ({ ringTimeout }) => create({ config: { ringTimeout, lostAfter: 1500, returnWithin }, logger: silentLogger, clock: systemClock }),
  holdMusic: 523.25,
  echo: '*43',
  outlivesGateway: false,
});
