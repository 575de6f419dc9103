import { readFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { AmiClient } from '../../server/adapters/pbx/asterisk/ami/client.ts';
import { create } from '../../server/adapters/pbx/asterisk/index.ts';
import { systemClock } from '../../server/ports/clock.ts';
import { emptyPlan } from '../../server/ports/pbx-plan.ts';
import type { PbxPort } from '../../server/ports/pbx.ts';
import { silentLogger } from '../fakes/sip-phone/logger.ts';
import { TestPhone } from '../fakes/sip-phone/phone.ts';
import { asterisk } from './own-asterisk.ts';
import { settingsOf } from './settings.ts';

const settings = settingsOf(asterisk.settings);
const folder = new URL('../../server/adapters/pbx/shared/sounds/', import.meta.url);
const soundOf = (name: string): Buffer => readFileSync(new URL(`${name}.ulaw`, folder));
const ignored = (): void => undefined;
let ami: AmiClient;
let pbx: PbxPort;

afterEach(async () => {
  ami.stop();
  await pbx.stop();
});

it.each([['cs', 'vm-goodbye', 'cs/vm-goodbye'], ['cs', 'beep', 'beep']] as const)('speaks to phones in the language of the gateway (%s), by Asterisk’s own names: %s is %s', async (language, name, file) => {
  pbx = create({ config: settings, logger: silentLogger, clock: systemClock, fetch });
  await pbx.start();
  await pbx.provision({ ...emptyPlan, language, extensions: [{ number: '1001', name: 'Anna' }] });
  ami = new AmiClient({ ...settings.ami, clock: systemClock, logger: silentLogger, onEvent: ignored, onReady: ignored, onLost: ignored });
  await ami.start();
  const anna = new TestPhone(pbx, '1001');
  expect(await anna.register()).toBe(200);
  // The first words are lost while the media is set up.
  await ami.action('Originate', { Channel: 'PJSIP/1001', Application: 'Playback', Data: `vm-msgsaved&${name}`, Async: true });
  const call = await anna.nextCall();
  const heard = call.media.keep();
  await call.answer();
  await call.ended;
  const sound = soundOf(file);
  expect(heard().includes(sound.subarray(0, sound.length - (sound.length % 160)))).toBe(true);
  await anna.dispose();
});
