import { describe, expect, it } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { startGateway } from './support/gateway.ts';
import { startPageServer } from './support/page-server.ts';
import { shared } from './support/shared.ts';
import { User } from './support/user.ts';

/** What a browser knows about its call from the PBX's RTCP, seconds. */
interface Quality {
  roundTrips: number;
  roundTripTime: number;
  jitter: number;
  packetsLost: number;
  packetsSentHere: number;
}

const site = shared(() => startPageServer());
const gateway = shared(() => startGateway({ origins: [site().origin] }));
const browser = shared(() => launchBrowser());

const quality = (user: User): Promise<Quality> =>
  user.page.evaluate(async () => {
    const reports = await window.audio.peers.at(-1)?.getStats();
    const all = [...(reports?.values() ?? [])] as Record<string, unknown>[];
    const figure = (type: string, name: string) => Number(all.find((report) => report['type'] === type)?.[name] ?? -1);
    return {
      roundTrips: figure('remote-inbound-rtp', 'roundTripTimeMeasurements'),
      roundTripTime: figure('remote-inbound-rtp', 'roundTripTime'),
      jitter: figure('remote-inbound-rtp', 'jitter'),
      packetsLost: figure('remote-inbound-rtp', 'packetsLost'),
      packetsSentHere: figure('remote-outbound-rtp', 'packetsSent'),
    };
  });

describe('the quality of a call', () => {
  it('is known to both browsers: round trip, loss and jitter of their own voice, and what was sent to them', async () => {
    const open = (extension: string, tone: number) => User.open({ browser: browser(), gateway: gateway(), origin: site().origin, extension, tone });
    const [ann, bob] = await Promise.all([open('1003', 440), open('1004', 1000)]);
    await ann.dial('1004');
    await bob.answer();
    for (const user of [ann, bob]) {
      await user.until(async () => expect((await quality(user)).roundTrips).toBeGreaterThan(0));
      const seen = await quality(user);
      expect(seen.roundTripTime).toBeGreaterThanOrEqual(0);
      // Everything runs on this machine.
      expect(seen.roundTripTime).toBeLessThan(0.5);
      expect(seen.jitter).toBeGreaterThanOrEqual(0);
      expect(seen.jitter).toBeLessThan(0.5);
      expect(seen.packetsLost).toBe(0);
      expect(seen.packetsSentHere).toBeGreaterThan(50);
    }
  });
});
