import type { Browser } from 'playwright';
import type { Row } from '../../scripts/bench.ts';
import { launchBrowser } from '../e2e/support/browser.ts';
import { startGateway } from '../e2e/support/gateway.ts';
import { startPageServer } from '../e2e/support/page-server.ts';
import { User } from '../e2e/support/user.ts';
import { quantile } from './support/quantile.ts';
import { onBoth } from './support/subjects.ts';

/*
 * From the click on "Call" to audio heard on both sides, in Chromium on loopback, microphone granted, callee answering
 * at the ring. A person presses for about 80 ms before the click counts; the phone uses that time to prepare.
 * "Heard" is the first sound out of the jitter buffer, not the first packet.
 */
const calls = 20;
const pressTime = 80;
/** A STUN server nobody answers for (TEST-NET-1, RFC 5737). */
const deadStun = 'stun:192.0.2.1:3478';

interface Times {
  heard: number;
  invite: number;
  answerToHeard: number;
}

declare global {
  interface Window {
    answeredAt: number;
  }
}

async function callOnce(ann: User, bob: User, prepared: boolean): Promise<Times> {
  await Promise.all([ann, bob].map((user) => user.page.evaluate(() => window.audio.listenAnew())));
  await bob.page.evaluate(() => {
    const { phone } = window.session;
    const once = new AbortController();
    phone.onChange(() => {
      const call = phone.calls.find((one) => one.state === 'ringing');
      if (!call) return;
      once.abort();
      window.answeredAt = performance.timeOrigin + performance.now();
      void phone.answer(call.id);
    }, once.signal);
  });
  const { clicked, sent } = await ann.page.evaluate(
    async ([number, press]) => {
      const { phone } = window.session;
      if (press > 0) {
        phone.prepare();
        await new Promise((resolve) => setTimeout(resolve, press));
      }
      const now = () => performance.timeOrigin + performance.now();
      const start = now();
      await phone.dial(number);
      return { clicked: start, sent: now() };
    },
    [bob.extension, prepared ? pressTime : 0] as const,
  );
  const heardAt = await Promise.all([ann, bob].map((user) => user.page.waitForFunction(() => window.audio.firstHeard).then((handle) => handle.jsonValue())));
  const heard = Math.max(...heardAt.map(Number));
  const answeredAt = await bob.page.evaluate(() => window.answeredAt);
  await ann.hangUp();
  await bob.ended();
  await bob.hearsNothing();
  await ann.hearsNothing();
  return { heard: heard - clicked, invite: sent - clicked, answerToHeard: heard - answeredAt };
}

async function series(browser: Browser, env: Record<string, string>, prepared: boolean): Promise<Times[]> {
  const site = await startPageServer();
  const gateway = await startGateway({ origins: [site.origin], env });
  try {
    // Asterisk wants addresses, which a browser tells who may use its microphone.
    const permissions = env['KLAPKA_PBX'] === 'asterisk' ? ['microphone'] : [];
    const open = (extension: string, tone: number): Promise<User> => User.open({ browser, gateway, origin: site.origin, extension, tone, permissions });
    const [ann, bob] = [await open('1003', 440), await open('1004', 1000)];
    // The first call of a page loads code and starts the audio device.
    await callOnce(ann, bob, prepared);
    const times: Times[] = [];
    for (let call = 0; call < calls; call += 1) times.push(await callOnce(ann, bob, prepared));
    await Promise.all([ann.context.close(), bob.context.close()]);
    return times;
  } finally {
    await gateway.stop();
    await site.stop();
  }
}

export async function run(): Promise<Row[]> {
  const browser = await launchBrowser();
  try {
    const both = await onBoth(async ({ env }) => [await series(browser, env, true)]);
    const [usual = [], asterisk] = both;
    const cold = await series(browser, {}, false);
    const dead = await series(browser, { KLAPKA_ICE_SERVERS: deadStun }, false);
    const heard = (times: Times[]) => times.map((one) => one.heard);
    return [
      { name: 'call set-up: click to audio both ways, p50', value: quantile(heard(usual), 0.5), unit: 'ms', target: 400, note: `embedded PBX, ${calls} calls, prepared ${pressTime} ms before the click` },
      { name: 'call set-up: click to audio both ways, p95', value: quantile(heard(usual), 0.95), unit: 'ms' },
      ...(asterisk ? [
        { name: 'call set-up: over Asterisk, click to audio, p50', value: quantile(heard(asterisk), 0.5), unit: 'ms', target: 250, reference: quantile(heard(usual), 0.5), referenceName: 'embedded PBX', note: `${calls} calls, prepared as above` },
        { name: 'call set-up: over Asterisk, click to audio, p95', value: quantile(heard(asterisk), 0.95), unit: 'ms', target: 400, reference: quantile(heard(usual), 0.95), referenceName: 'embedded PBX' },
        { name: 'call set-up: over Asterisk, answer to audio, p50', value: quantile(asterisk.map((one) => one.answerToHeard), 0.5), unit: 'ms', target: 200 },
      ] : []),
      { name: 'call set-up: click to INVITE sent, p95', value: quantile(usual.map((one) => one.invite), 0.95), unit: 'ms', target: 60 },
      { name: 'call set-up: answer to audio both ways, p50', value: quantile(usual.map((one) => one.answerToHeard), 0.5), unit: 'ms', target: 200 },
      { name: 'call set-up: without preparation, p50', value: quantile(heard(cold), 0.5), unit: 'ms', target: 400, note: 'by keyboard or from a script' },
      { name: 'call set-up: dead STUN server, p95', value: quantile(heard(dead), 0.95), unit: 'ms', reference: 5000, referenceName: 'stock sip.js waits', target: 750, note: `without preparation; ${deadStun} never answers` },
      { name: 'call set-up: dead STUN, click to INVITE, p95', value: quantile(dead.map((one) => one.invite), 0.95), unit: 'ms', reference: 5000, referenceName: 'stock sip.js waits', target: 200 },
    ];
  } finally {
    await browser.close();
  }
}
