import { create } from '../../../server/adapters/pbx/asterisk/index.ts';
import { systemClock } from '../../../server/ports/clock.ts';
import { fraudContract } from '../../contract/pbx/fraud.ts';
import { silentLogger } from '../../fakes/sip-phone/logger.ts';
import { asterisk } from '../own-asterisk.ts';
import { settingsOf } from '../settings.ts';

fraudContract('Asterisk', {
  create: () => create({ config: settingsOf(asterisk.settings), logger: silentLogger, clock: systemClock, fetch }),
  address: `127.0.0.1:${asterisk.sipPort}`,
});
