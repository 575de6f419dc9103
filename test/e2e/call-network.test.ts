import { afterEach, describe, expect, it } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { startGateway, type Gateway } from './support/gateway.ts';
import { createNetwork, forward, startTurn } from './support/network.ts';
import { startPageServer } from './support/page-server.ts';
import { endOf, type Part } from './support/shared.ts';
import { User } from './support/user.ts';

/** What was started, the last first to stop. */
const started: Part[] = [];
async function start<Started extends Part>(part: Promise<Started>): Promise<Started> {
  const running = await part;
  started.push(running);
  return running;
}
afterEach(async () => {
  for (const part of started.splice(0).reverse()) await endOf(part);
});

/** How the audio of a page travels: the pair of candidates in use. */
function path(user: User): Promise<{ local: string; localAddress: string; remoteAddress: string } | null> {
  return user.page.evaluate(async () => {
    const report = await window.audio.peers.at(-1)?.getStats();
    const rows = [...(report?.values() ?? [])] as Record<string, string>[];
    const transport = rows.find((row) => row['type'] === 'transport');
    const pair = rows.find((row) => row['id'] === transport?.['selectedCandidatePairId']);
    const local = rows.find((row) => row['id'] === pair?.['localCandidateId']);
    const remote = rows.find((row) => row['id'] === pair?.['remoteCandidateId']);
    if (!local || !remote) return null;
    return { local: local['candidateType'] ?? '', localAddress: local['address'] ?? '', remoteAddress: remote['address'] ?? '' };
  });
}

describe('a call over a real network', () => {
  it('reaches a colleague on another machine, with an address of its own', async () => {
    const network = await start(createNetwork());
    const site = await start(startPageServer());
    const sitePort = await start(forward(network.near, site.port, site.port));
    const remoteOrigin = `http://${network.near}:${sitePort.port}`;
    const gateway = await start(startGateway({ origins: [site.origin, remoteOrigin], publicUrl: (port) => `http://${network.near}:${port}` }));
    const gatewayPort = Number(new URL(gateway.url).port);
    await start(forward(network.near, gatewayPort, gatewayPort));
    // A page without https has no microphone; on a real network it would have a certificate.
    const far = await start(launchBrowser({ executable: network.browser, flags: [`--unsafely-treat-insecure-origin-as-secure=${remoteOrigin}`] }));
    const near = await start(launchBrowser());

    const gatewayUrl = `http://${network.near}:${gatewayPort}`;
    const ann = await User.open({ browser: far, gateway, gatewayUrl, origin: remoteOrigin, extension: '1003', tone: 440 });
    const bob = await User.open({ browser: near, gateway, gatewayUrl, origin: site.origin, extension: '1004', tone: 1000 });
    await ann.dial('1004');
    await bob.answer();
    await ann.hears(bob.tone);
    await bob.hears(ann.tone);
    expect(await path(ann)).toMatchObject({ localAddress: network.far, remoteAddress: network.near });
    await bob.hangUp();
    expect((await ann.ended()).endReason).toBe('hung-up');
  });

  it('passes a firewall through TURN alone, with credentials that came with the ticket', async () => {
    const turn = await start(startTurn());
    const site = await start(startPageServer());
    const gateway = await start(startGateway({ origins: [site.origin], env: { KLAPKA_ICE_SERVERS: turn.url, KLAPKA_TURN_SECRET: turn.secret } }));
    const browser = await start(launchBrowser({ flags: ['--allow-loopback-in-peer-connection'] }));
    const relayed = { browser, gateway, origin: site.origin, peerConfiguration: { iceTransportPolicy: 'relay' as const } };
    const ann = await User.open({ ...relayed, extension: '1003', tone: 440 });
    const bob = await User.open({ ...relayed, extension: '1004', tone: 1000 });
    await ann.dial('1004');
    await bob.answer();
    await ann.hears(bob.tone);
    await bob.hears(ann.tone);
    expect(await path(ann)).toMatchObject({ local: 'relay' });
    expect(await path(bob)).toMatchObject({ local: 'relay' });
    await ann.hangUp();
    expect((await bob.ended()).endReason).toBe('hung-up');
  });
});

describe('a gateway that goes away in a call', () => {
  async function connected(): Promise<{ gateway: Gateway; ann: User; bob: User }> {
    const site = await start(startPageServer());
    const gateway = await start(startGateway({ origins: [site.origin] }));
    const browser = await start(launchBrowser());
    const ann = await User.open({ browser, gateway, origin: site.origin, extension: '1003', tone: 440 });
    const bob = await User.open({ browser, gateway, origin: site.origin, extension: '1004', tone: 1000 });
    await ann.dial('1004');
    await bob.answer();
    await ann.hears(bob.tone);
    return { gateway, ann, bob };
  }

  /** Both phones are back by themselves, and a call works as before. */
  async function callAgain(ann: User, bob: User): Promise<void> {
    for (const user of [ann, bob]) await user.until(async () => expect(await user.status()).toBe('registered'));
    await ann.dial('1004');
    await bob.answer();
    await ann.hears(bob.tone);
    await bob.hears(ann.tone);
    await ann.hangUp();
  }

  it('stopped in order, ends the call on both sides and says why', async () => {
    const { gateway, ann, bob } = await connected();
    await gateway.restart('SIGTERM');
    expect((await ann.ended()).endReason).toBe('pbx-restarted');
    expect((await bob.ended()).endReason).toBe('pbx-restarted');
    await callAgain(ann, bob);
  });

  it('killed, ends the call as soon as it is back and says that it was restarted', async () => {
    const { gateway, ann, bob } = await connected();
    await gateway.restart('SIGKILL');
    expect((await ann.ended()).endReason).toBe('pbx-restarted');
    expect((await bob.ended()).endReason).toBe('pbx-restarted');
    await callAgain(ann, bob);
  });
});
