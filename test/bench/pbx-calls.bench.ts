import type { Browser } from 'playwright';
import type { Row } from '../../scripts/bench.ts';
import { emptyPlan } from '../../server/ports/pbx-plan.ts';
import type { PbxPort } from '../../server/ports/pbx.ts';
import { launchBrowser } from '../e2e/support/browser.ts';
import { startGateway } from '../e2e/support/gateway.ts';
import { startPageServer } from '../e2e/support/page-server.ts';
import { User } from '../e2e/support/user.ts';
import type { PhoneCall } from '../fakes/sip-phone/call.ts';
import { talk, TestPhone } from '../fakes/sip-phone/phone.ts';
import { quantile } from './support/quantile.ts';
import { onBoth } from './support/subjects.ts';
import type { Subject } from './support/subjects.ts';

/*
 * What is done in the middle of a call, on both PBXs in one run. A transfer is complete, and a call is on the other device, when the two
 * who talk then hear each other's tone; whoever is rung answers at once. A page is back in its call when both hear each other again.
 */
const rounds = 10;
const reloads = 5;
/** ms: what takes longer has failed. */
const patience = 20_000;
const tones = { anna: 440, bert: 1000, cyril: 1500 };

interface Series {
  times: number[];
  failed: number;
}

interface Talk {
  pbx: PbxPort;
  phones: { anna: TestPhone; bert: TestPhone; cyril: TestPhone };
  caller: PhoneCall;
  callee: PhoneCall;
  legs: { caller: string; callee: string };
}

/** Anna talks with Bert, Cyril and Bert's second phone are there. */
async function inTalk(pbx: PbxPort, act: (talk: Talk) => Promise<number>): Promise<number> {
  const phone = async (number: string, tone: number): Promise<TestPhone> => {
    const made = new TestPhone(pbx, number, { tone });
    if (await made.register() !== 200) throw new Error(`${number} could not register`);
    return made;
  };
  const phones = { anna: await phone('1001', tones.anna), bert: await phone('1002', tones.bert), cyril: await phone('1003', tones.cyril) };
  try {
    const { caller, callee } = await talk(phones.anna, phones.bert);
    await Promise.all([caller.hears(tones.bert, patience), callee.hears(tones.anna, patience)]);
    const legs = await legsOf(pbx);
    return await act({ pbx, phones, caller, callee, legs });
  } finally {
    for (const { id } of (await pbx.snapshot()).calls) await pbx.hangUp(id).catch(() => undefined);
    await Promise.all(Object.values(phones).map((one) => one.dispose()));
  }
}

/** Told a moment after the phones have it. */
async function legsOf(pbx: PbxPort): Promise<Talk['legs']> {
  for (;;) {
    const [call] = (await pbx.snapshot()).calls;
    const of = (role: string): string | undefined => call?.legs.find((leg) => leg.role === role && leg.state === 'talking')?.id;
    const [caller, callee] = [of('caller'), of('callee')];
    if (call?.state === 'answered' && caller !== undefined && callee !== undefined) return { caller, callee };
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function transfer({ pbx, phones, caller, legs }: Talk): Promise<number> {
  const startedAt = performance.now();
  const third = phones.cyril.nextCall().then(async (call) => {
    await call.answer();
    return call.hears(tones.anna, patience);
  });
  await pbx.actions.redirect(legs.caller, '1003', { by: '1002' });
  await Promise.all([third, caller.hears(tones.cyril, patience)]);
  return performance.now() - startedAt;
}

async function flip({ pbx, caller, legs }: Talk): Promise<number> {
  const home = new TestPhone(pbx, '1002', { tone: 1900 });
  if (await home.register() !== 200) throw new Error('The second phone could not register');
  try {
    const startedAt = performance.now();
    const there = home.nextCall().then(async (call) => {
      await call.answer();
      return call.hears(tones.anna, patience);
    });
    await pbx.actions.flip(legs.callee, home.deviceId);
    await Promise.all([there, caller.hears(1900, patience)]);
    return performance.now() - startedAt;
  } finally {
    await home.dispose();
  }
}

async function actions({ name, create }: Subject): Promise<Row[]> {
  const pbx = create();
  await pbx.start();
  try {
    await pbx.provision({ ...emptyPlan, extensions: [{ number: '1001', name: 'Anna' }, { number: '1002', name: 'Bert' }, { number: '1003', name: 'Cyril' }] });
    const series = async (act: (talk: Talk) => Promise<number>): Promise<Series> => {
      const made: Series = { times: [], failed: 0 };
      // The first one loads code.
      await inTalk(pbx, act).catch(() => undefined);
      for (let round = 0; round < rounds; round += 1) await inTalk(pbx, act).then((time) => made.times.push(time), () => (made.failed += 1));
      return made;
    };
    const [sent, moved] = [await series(transfer), await series(flip)];
    const note = ({ times, failed }: Series): string => `${rounds} times, p95 ${quantile(times, 0.95)} ms${failed === 0 ? '' : `, ${failed} not within ${patience / 1000} s`}`;
    return [
      { name: `transfer complete, ${name}, p50`, value: quantile(sent.times, 0.5), unit: 'ms', note: `blind, ${note(sent)}; from the command until both hear each other` },
      { name: `flip to another device, ${name}, p50`, value: quantile(moved.times, 0.5), unit: 'ms', note: `${note(moved)}; from the command until both hear each other` },
    ];
  } finally {
    await pbx.stop();
  }
}

async function reattached(browser: Browser, { name, env }: Subject): Promise<Row[]> {
  const site = await startPageServer();
  const gateway = await startGateway({ origins: [site.origin], env });
  try {
    const open = (extension: string, tone: number): Promise<User> => User.open({ browser, gateway, origin: site.origin, extension, tone, permissions: ['microphone'] });
    const [ann, bob] = [await open('1003', 440), await open('1004', 1000)];
    await ann.dial('1004');
    await bob.answer();
    await Promise.all([ann.hears(bob.tone), bob.hears(ann.tone)]);
    const times: number[] = [];
    for (let round = 0; round < reloads; round += 1) {
      await ann.reload();
      const loadedAt = performance.now();
      await Promise.all([ann.hears(bob.tone), bob.hears(ann.tone)]);
      times.push(performance.now() - loadedAt);
    }
    await Promise.all([ann.context.close(), bob.context.close()]);
    return [{ name: `reattach after reload, ${name}, p50`, value: quantile(times, 0.5), unit: 'ms', target: 2000, note: `${reloads} times, slowest ${quantile(times, 1)} ms; from the page’s being loaded until both hear each other` }];
  } finally {
    await gateway.stop();
    await site.stop();
  }
}

export async function run(): Promise<Row[]> {
  const browser = await launchBrowser();
  try {
    // An Asterisk of its own for each: what one leaves behind is nothing to the other.
    return [...await onBoth(actions), ...await onBoth((subject) => reattached(browser, subject))];
  } finally {
    await browser.close();
  }
}
