import { create } from '../../../server/adapters/pbx/asterisk/index.ts';
import { systemClock } from '../../../server/ports/clock.ts';
import { outsideContract } from '../../contract/pbx/outside.ts';
import { silentLogger } from '../../fakes/sip-phone/logger.ts';
import { asterisk } from '../own-asterisk.ts';
import { settingsOf } from '../settings.ts';

outsideContract('Asterisk', {
  create: () => create({ config: settingsOf(asterisk.settings), logger: silentLogger, clock: systemClock, fetch }),
  address: `127.0.0.1:${asterisk.sipPort}`,
  holdMusic: 523.25,
  silentToStrangers: false,
});
