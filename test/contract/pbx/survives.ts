import { describe, expect, it } from 'vitest';
import type { Call } from '@klapka/protocol';
import type { PbxPort } from '../../../server/ports/pbx.ts';
import type { PhoneCall } from '../../fakes/sip-phone/call.ts';
import type { PhoneOptions, TestPhone } from '../../fakes/sip-phone/phone.ts';
import { patience, type Watch } from './watch.ts';

/** What the suite has set up: a PBX that runs, and how to put phones on it. */
export interface Stage {
  /** Whether a call is handed to a page that is loaded anew; else it ends with its page. */
  resumes: boolean;
  pbx(): PbxPort;
  watch(): Watch;
  holdMusic: number;
  phone(number: string, options?: PhoneOptions): Promise<TestPhone>;
  /** 1001 speaks 440 Hz, 1002 speaks 1000 Hz; both answered. */
  talking(): Promise<{ anna: TestPhone; bert: TestPhone; caller: PhoneCall; callee: PhoneCall }>;
  ringing(): Promise<{ caller: PhoneCall; callee: PhoneCall }>;
}

/** Calls survive the page they are on. Part of `pbxContract`. */
export function survivesContract({ resumes, pbx, watch, holdMusic, phone, talking, ringing }: Stage): void {
  describe('a page that goes away', () => {
    it('gives up what a page that leaves has dialled and nobody answered', async () => {
      const { callee } = await ringing();
      const callerOf = (call: Call): string | undefined => call.legs.find((leg) => leg.role === 'caller')?.deviceId;
      const row = await watch().call((call) => callerOf(call) !== undefined, 'whose page it is');
      await pbx().leaving('1001', callerOf(row) ?? '');
      expect(await callee.ended).toMatchObject({ how: 'cancel' });
      expect(await watch().call((call) => call.state === 'ended', 'ended')).toMatchObject({ endReason: 'cancelled', endedBy: 'caller' });
    });

    if (!resumes) return;

    it.each(['caller', 'callee'] as const)('hands the call of a page that is loaded anew to the next one, and plays music meanwhile: the %s', async (role) => {
      const { anna, bert, caller, callee } = await talking();
      const [gone, stays, other] = role === 'caller' ? [anna, callee, caller] : [bert, caller, callee];
      await stays.hears(gone.tone);
      const [before] = (await pbx().snapshot()).calls;
      const told = watch().events.length;
      await pbx().leaving(gone.extensionNumber, gone.deviceId);
      await gone.vanish();
      await stays.media.until(() => stays.media.ear.share(holdMusic) > 0.3, patience, 'music');
      // From the word on, and not once its socket is closed and its silence noticed.
      const holding = watch().events.slice(told).flatMap((event) => (event.type === 'call' ? event.call.legs.filter((leg) => leg.role === role).map((leg) => leg.holding) : []));
      expect(new Set(holding)).toEqual(new Set([true]));
      const next = await phone(gone.extensionNumber, { deviceId: gone.deviceId, tone: gone.tone });
      const resumed = await next.nextCall();
      expect(resumed.resumes).toMatch(new RegExp(`^${role === 'caller' ? 'outgoing' : 'incoming'};age=\\d+;replaces=${other.sipCallId}$`));
      await resumed.answer();
      await Promise.all([stays.hears(gone.tone), resumed.hears(role === 'caller' ? bert.tone : anna.tone)]);
      const [after] = (await pbx().snapshot()).calls;
      expect(after).toMatchObject({ id: before?.id, state: 'answered', answeredAt: before?.answeredAt });
      expect(after?.legs.map((leg) => [leg.role, leg.state, leg.sipCallId, leg.holding])).toEqual([
        ['caller', 'talking', (role === 'caller' ? resumed : caller).sipCallId, false],
        ['callee', 'talking', (role === 'callee' ? resumed : callee).sipCallId, false],
      ]);
      resumed.hangUp();
      expect(await stays.ended).toMatchObject({ how: 'bye' });
      expect(await watch().call((call) => call.state === 'ended', 'ended')).toMatchObject({ endReason: 'hung-up', endedBy: role });
    });

    it('hands over what both pages of a call left, also without a word', async () => {
      const { anna, bert, caller, callee } = await talking();
      await Promise.all([caller.hears(1000), callee.hears(440)]);
      await Promise.all([anna.vanish(), bert.vanish()]);
      const [nextAnna, nextBert] = [await phone('1001', { deviceId: anna.deviceId, tone: 440 }), await phone('1002', { deviceId: bert.deviceId, tone: 1000 })];
      const [first, second] = await Promise.all([nextAnna.nextCall(), nextBert.nextCall()]);
      await Promise.all([first.answer(), second.answer()]);
      await Promise.all([first.hears(1000), second.hears(440)]);
      expect((await pbx().snapshot()).calls).toHaveLength(1);
    });

    it('hands over what a page that came back left again, before it had taken it', async () => {
      const { anna, callee } = await talking();
      await callee.hears(440);
      await anna.vanish();
      await (await phone('1001', { deviceId: anna.deviceId })).vanish();
      const next = await phone('1001', { deviceId: anna.deviceId, tone: 440 });
      await (await next.nextCall()).answer();
      await callee.hears(440);
    });

    it('keeps a call held that its page had held', async () => {
      const { anna, caller, callee } = await talking();
      await caller.hold();
      await anna.vanish();
      const next = await phone('1001', { deviceId: anna.deviceId, tone: 440 });
      const resumed = await next.nextCall();
      expect(resumed.resumes).toMatch(/;held$/);
      resumed.media.direction = 'sendonly';
      await resumed.answer();
      await callee.media.until(() => callee.media.ear.share(holdMusic) > 0.3, patience, 'music');
      await resumed.resume();
      await callee.hears(440);
    });

    it('keeps a call held for longer than a page is waited for, once that has come back', async () => {
      const { anna, bert, callee } = await talking();
      await callee.hold();
      await anna.vanish();
      const next = await phone('1001', { deviceId: anna.deviceId, tone: anna.tone });
      const resumed = await next.nextCall();
      await resumed.answer();
      await resumed.media.until(() => resumed.media.ear.share(holdMusic) > 0.3, patience, 'music');
      const from = resumed.media.frames;
      // 20 ms each: longer than a PBX itself waits for a page.
      await resumed.media.until(() => resumed.media.frames - from > 500, 15_000, 'ten seconds');
      await callee.resume();
      await Promise.all([resumed.hears(bert.tone), callee.hears(anna.tone)]);
    });

    it('lets the other side hang up while nobody is there, and tells the page that comes back', async () => {
      const { anna, callee } = await talking();
      await pbx().leaving('1001', anna.deviceId);
      await anna.vanish();
      const next = await phone('1001', { deviceId: anna.deviceId });
      const resumed = await next.nextCall();
      callee.hangUp();
      expect(await resumed.ended).toMatchObject({ how: 'cancel' });
      expect(await watch().call((call) => call.state === 'ended', 'ended')).toMatchObject({ endReason: 'hung-up', endedBy: 'callee' });
      expect((await pbx().snapshot()).calls).toEqual([]);
    });
  });
}
