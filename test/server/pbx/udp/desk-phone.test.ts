import { expect, onTestFinished, test } from 'vitest';
import type { DeskPhoneAccess } from '../../../../server/domain/admin/desk-phones.ts';
import { create } from '../../../../server/adapters/pbx/embedded/index.ts';
import { systemClock } from '../../../../server/ports/clock.ts';
import { Baresip, baresip } from '../../../fakes/peers/baresip.ts';
import { freePort } from '../../../fakes/peers/ports.ts';
import { silentLogger } from '../../../fakes/sip-phone/logger.ts';
import { rigOfTest } from '../../rig.ts';

if (baresip) test('a phone on a desk registers with what an administrator was told, and with nothing older', { timeout: 30_000 }, async () => {
  const pbx = create({ config: { udp: { host: '127.0.0.1', port: await freePort(), allow: ['127.0.0.1'] } }, logger: silentLogger, clock: systemClock });
  const rig = await rigOfTest({ pbx });
  const { extensionId } = await rig.person('1002');
  const token = await rig.token('1001');
  const path = `/api/admin/extensions/${extensionId}/desk-phone`;
  const given = async (): Promise<DeskPhoneAccess> => (await rig.call<DeskPhoneAccess>('PUT', path, { token })).body;
  const phone = async ({ username, password, host, port }: DeskPhoneAccess): Promise<Baresip> => {
    const made = await Baresip.start({ registrar: `${host}:${port}`, number: username, password, tone: 440, answers: true });
    onTestFinished(() => made.stop());
    return made;
  };
  const desks = async () => (await pbx.snapshot()).devices.map(({ extensionNumber, kind }) => [extensionNumber, kind]);

  const first = await given();
  await (await phone(first)).says(/200 OK/);
  await expect.poll(desks).toEqual([['1002', 'desk']]);

  const second = await given();
  await expect.poll(desks).toEqual([]);
  await (await phone(first)).says(/403 Forbidden/);
  await (await phone(second)).says(/200 OK/);
  await expect.poll(desks).toEqual([['1002', 'desk']]);

  await rig.call('DELETE', path, { token });
  await expect.poll(desks).toEqual([]);
  await (await phone(second)).says(/403 Forbidden/);
});
