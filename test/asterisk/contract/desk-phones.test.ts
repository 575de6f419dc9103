import { create } from '../../../server/adapters/pbx/asterisk/index.ts';
import { systemClock } from '../../../server/ports/clock.ts';
import { desksContract } from '../../contract/pbx/desk-phones.ts';
import { silentLogger } from '../../fakes/sip-phone/logger.ts';
import { asterisk } from '../own-asterisk.ts';
import { settingsOf } from '../settings.ts';

desksContract('Asterisk', {
  create: () => create({ config: settingsOf(asterisk.settings), logger: silentLogger, clock: systemClock, fetch }),
  registrar: `127.0.0.1:${asterisk.sipPort}`,
  refusal: /401 Unauthorized/,
});
