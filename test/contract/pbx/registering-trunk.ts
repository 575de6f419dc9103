import { afterEach, describe, expect, it } from 'vitest';
import type { PbxPort } from '../../../server/ports/pbx.ts';
import { emptyPlan } from '../../../server/ports/pbx-plan.ts';
import { FakeRegistrar, header } from '../../fakes/peers/registrar.ts';
import { TestPhone } from '../../fakes/sip-phone/phone.ts';

/** What every PBX with outside lines does where a carrier wants it to register. */
export function registeringTrunkContract(label: string, create: () => Promise<PbxPort>): void {
  describe(`${label}, a trunk that registers`, { timeout: 30_000 }, () => {
    let pbx: PbxPort;
    let registrar: FakeRegistrar;

    afterEach(async () => {
      await pbx.stop();
      registrar.close();
    });

    async function start(password: string): Promise<void> {
      registrar = await FakeRegistrar.start();
      pbx = await create();
      await pbx.start();
      await pbx.provision({
        ...emptyPlan,
        extensions: [{ number: '1001', name: 'Anna', outboundRights: 'all' }, { number: '1002', name: 'Bert' }],
        trunks: [{ id: 'main', name: 'Main', server: `127.0.0.1:${registrar.port}`, username: 'klapka', password, registers: true, addresses: [], callerId: '+420111222333', maximumCalls: 3 }],
        outboundRoutes: [{ name: 'Out', prefix: '0', strip: 0, prepend: '', trunkIds: ['main'] }],
        outboundRights: [{ id: 'all', rules: [{ prefix: '', allowed: true }] }],
        inboundRoutes: [{ name: 'In', trunkId: 'main', number: '+420555666777', to: '1002', hoursId: null, closedTo: null, holidayTo: null }],
      });
    }

    const state = async (): Promise<string | undefined> => (await pbx.snapshot()).trunks[0]?.state;

    it('proves who it is, to register and for each call, and is called by the number in To', async () => {
      await start('secret');
      await expect.poll(state).toBe('up');
      const anna = new TestPhone(pbx, '1001');
      await anna.register();
      expect(await (await anna.dial('0777123456')).ended).toMatchObject({ how: 'refused', status: 486 });
      expect(registrar.heard.filter((text) => text.startsWith('INVITE ')).map((text) => header(text, 'Authorization') !== '')).toEqual([false, true]);
      const bert = new TestPhone(pbx, '1002');
      await bert.register();
      registrar.call('+420555666777');
      expect((await bert.nextCall()).from).toBe('+420608111222');
      await Promise.all([anna.dispose(), bert.dispose()]);
    });

    it('is down with a wrong password, which is said nowhere', async () => {
      await start('wrong-password');
      await expect.poll(state).toBe('down');
      expect(registrar.contact).toBe('');
      expect(registrar.heard.join()).not.toContain('wrong-password');
    });
  });
}
