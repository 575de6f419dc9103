import { create } from '../../../server/adapters/pbx/asterisk/index.ts';
import { systemClock } from '../../../server/ports/clock.ts';
import { pbxContract, type ContractPart } from '../../contract/pbx/suite.ts';
import { silentLogger } from '../../fakes/sip-phone/logger.ts';
import { asterisk } from '../own-asterisk.ts';
import { settingsOf } from '../settings.ts';

/** A part of the contract on an Asterisk nobody else uses meanwhile. */
export const asteriskContract = (part: ContractPart): void => pbxContract(part, 'Asterisk', {
  create: ({ ringTimeout, parkTimeout }) => create({ config: { ...settingsOf(asterisk.settings), ringTimeout, parkTimeout, lostAfter: 8000, quietAfter: 1500, returnWithin: 2500, messageSilence: 3000 }, logger: silentLogger, clock: systemClock, fetch }),
  holdMusic: 523.25,
  ringback: 425,
  recordsApart: true,
  echo: '*43',
  voicemail: { beep: 1000, keys: { fresh: '1', repeat: '5', next: '6', previous: '4', delete: '7', callBack: '3', end: '#' } },
  outlivesGateway: true,
});
