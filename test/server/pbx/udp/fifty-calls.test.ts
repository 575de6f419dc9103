import { describe, expect, it } from 'vitest';
import { create } from '../../../../server/adapters/pbx/embedded/index.ts';
import { systemClock } from '../../../../server/ports/clock.ts';
import { emptyPlan } from '../../../../server/ports/pbx-plan.ts';
import { freePort } from '../../../fakes/peers/ports.ts';
import { Sipp, calls, sipp, step } from '../../../fakes/peers/sipp.ts';
import { silentLogger } from '../../../fakes/sip-phone/logger.ts';

const wanted = 50;

if (sipp) describe('fifty calls of a carrier (sipp)', { timeout: 60_000 }, () => {
  it('are carried at once, each with music and its echo, and all end', async () => {
    const port = await freePort();
    const pbx = create({ config: { udp: { host: '127.0.0.1', port, allow: [] } }, logger: silentLogger, clock: systemClock });
    await pbx.start();
    const server = await freePort();
    await pbx.provision({
      ...emptyPlan,
      trunks: [{ id: 'main', name: 'Main', server: `127.0.0.1:${server}`, username: null, password: null, registers: false, addresses: [], callerId: null, maximumCalls: wanted }],
      inboundRoutes: [{ name: 'Music', trunkId: null, number: null, to: '*45', hoursId: null, closedTo: null, holidayTo: null }],
    });
    let most = 0;
    let ended = 0;
    const over = Promise.withResolvers<void>();
    pbx.subscribe((event) => {
      if (event.type !== 'call') return;
      if (event.call.state === 'ended' && ++ended === wanted) over.resolve();
      void pbx.snapshot().then((snapshot) => (most = Math.max(most, snapshot.calls.filter(({ state }) => state === 'answered').length)));
    }, AbortSignal.timeout(60_000));
    const before = process.cpuUsage();
    const startedAt = performance.now();
    const carrier = await Sipp.start({ scenario: calls.answered('222333444', step.pause(5000), step.hangsUp), target: `127.0.0.1:${port}`, arguments: ['-m', String(wanted), '-l', String(wanted), '-r', '25'] });
    expect(await carrier.exited, carrier.errors.slice(0, 2000)).toBe(0);
    await over.promise;
    const { user, system } = process.cpuUsage(before);
    const seconds = (performance.now() - startedAt) / 1000;
    console.info(`${most} calls at once, ${wanted} answered and ended in ${seconds.toFixed(1)} s with ${((user + system) / 10_000 / seconds).toFixed(0)} % of a core, of which the test's own is part`);
    expect(most).toBe(wanted);
    expect((await pbx.snapshot()).calls).toEqual([]);
    await carrier.stop();
    await pbx.stop();
  });
});
