import { create } from '../../../server/adapters/pbx/asterisk/index.ts';
import { systemClock } from '../../../server/ports/clock.ts';
import { registeringTrunkContract } from '../../contract/pbx/registering-trunk.ts';
import { silentLogger } from '../../fakes/sip-phone/logger.ts';
import { asterisk } from '../own-asterisk.ts';
import { settingsOf } from '../settings.ts';

registeringTrunkContract('Asterisk', () => Promise.resolve(create({ config: settingsOf(asterisk.settings), logger: silentLogger, clock: systemClock, fetch })));
