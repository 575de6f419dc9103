import { describe, expect, it } from 'vitest';
import { defaultReach } from '@klapka/protocol';
import type { Call } from '@klapka/protocol';
import { create } from '../../../../server/adapters/pbx/embedded/index.ts';
import { systemClock } from '../../../../server/ports/clock.ts';
import { emptyPlan } from '../../../../server/ports/pbx-plan.ts';
import { freePort } from '../../../fakes/peers/ports.ts';
import { silentLogger } from '../../../fakes/sip-phone/logger.ts';
import { TestPhone } from '../../../fakes/sip-phone/phone.ts';

describe('a number outside that leads back in', { timeout: 30_000 }, () => {
  it('is called round three times and no more, by forwarding', async () => {
    const port = await freePort();
    const pbx = create({ config: { udp: { host: '127.0.0.1', port, allow: [] } }, logger: silentLogger, clock: systemClock });
    await pbx.start();
    const begun = new Map<string, Call>();
    pbx.subscribe((event) => void (event.type === 'call' && begun.set(event.call.id, event.call)), AbortSignal.timeout(30_000));
    const always = '0222333444';
    const forwarding = { always, busy: null, noAnswer: null };
    await pbx.provision({
      ...emptyPlan,
      extensions: [{ number: '1001', name: 'Anna', outboundRights: 'all', reach: { ...defaultReach('available'), internal: forwarding, external: forwarding } }, { number: '1002', name: 'Bert' }],
      // Its carrier is the PBX itself.
      trunks: [{ id: 'loop', name: 'Loop', server: `127.0.0.1:${port}`, username: null, password: null, registers: false, addresses: [], callerId: '+420111222333', maximumCalls: 100 }],
      outboundRoutes: [{ name: 'Out', prefix: '0', strip: 0, prepend: '', trunkIds: ['loop'] }],
      outboundRights: [{ id: 'all', rules: [{ prefix: '', allowed: true }] }],
      inboundRoutes: [{ name: 'In', trunkId: null, number: null, to: '1001', hoursId: null, closedTo: null, holidayTo: null }],
    });
    const bert = new TestPhone(pbx, '1002');
    await bert.register();
    expect(await (await bert.dial('1001')).ended).toMatchObject({ how: 'refused' });
    await expect.poll(async () => (await pbx.snapshot()).calls).toEqual([]);
    const reasons = [...begun.values()].map(({ outside, endReason }) => [outside, endReason]);
    expect(reasons).toEqual([['out', 'failed'], ['in', 'failed'], ['in', 'failed'], ['in', 'forbidden']]);
    await bert.dispose();
    await pbx.stop();
  });
});
