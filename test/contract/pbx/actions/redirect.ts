import { describe, expect, it } from 'vitest';
import { talk } from '../../../fakes/sip-phone/phone.ts';
import { refusedWith, who } from './scene.ts';
import type { Scene } from './scene.ts';

/** Blind transfer, and sending on what rings. */
export function redirectContract(scene: Scene): void {
  transfers(scene);
  comesBack(scene);
  ringing(scene);
  races(scene);
}

function transfers(scene: Scene): void {
  it('sends the caller on: ringing is heard, then the new voice; the call keeps its id and its first answer', async () => {
    const { caller, callee } = await scene.talking();
    const cyril = await scene.phone('cyril');
    const before = await scene.callOf(caller);
    await scene.actions.redirect(await scene.legOf(caller), '1003', { by: '1002', note: 'about the invoice' });
    expect(await callee.ended).toMatchObject({ how: 'bye' });
    const third = await cyril.nextCall();
    expect(third.from).toBe('1001');
    const rings = await scene.row(before.id, (call) => call.state === 'ringing' && call.legs.some(({ party, state }) => party.number === '1003' && state === 'ringing'), 'it rings at the third');
    expect(rings).toMatchObject({ from: { number: '1001' }, to: { number: '1003', name: 'Cyril' }, answeredAt: before.answeredAt, sentOn: { by: { number: '1002', name: 'Bert' }, note: 'about the invoice' } });
    expect(who(rings)).toEqual(['caller 1001 talking', 'callee 1003 ringing']);
    await scene.hearsRinging(caller);
    await third.answer();
    await scene.talk([caller, 'anna'], [third, 'cyril']);
    const after = await scene.row(before.id, ({ state }) => state === 'answered', 'answered again');
    expect(after.answeredAt).toBe(before.answeredAt);
    expect(after.sentOn).toBeUndefined();
    expect(who(after)).toEqual(['caller 1001 talking', 'callee 1003 talking']);
    await Promise.all([scene.watch.line('1002', 'idle'), scene.watch.line('1003', 'busy')]);
    third.hangUp();
    expect(await caller.ended).toMatchObject({ how: 'bye' });
    expect(await scene.ended(before.id)).toMatchObject({ endReason: 'hung-up', endedBy: 'callee' });
  });

  it('sends the called one on, who is the caller from then on', async () => {
    const { caller, callee } = await scene.talking();
    const cyril = await scene.phone('cyril');
    const { id } = await scene.callOf(callee);
    await scene.actions.redirect(await scene.legOf(callee), '1003');
    expect(await caller.ended).toMatchObject({ how: 'bye' });
    const third = await cyril.nextCall();
    expect(third.from).toBe('1002');
    await third.answer();
    await scene.talk([callee, 'bert'], [third, 'cyril']);
    const row = await scene.row(id, ({ state }) => state === 'answered', 'answered');
    expect(row).toMatchObject({ from: { number: '1002' }, to: { number: '1003' } });
    expect(who(row)).toEqual(['caller 1002 talking', 'callee 1003 talking']);
    expect(row.sentOn).toBeUndefined();
  });

  it('sends a held one on, and to a number the PBX answers itself', async () => {
    const { caller, callee } = await scene.talking();
    await callee.hold();
    await scene.hearsMusic(caller);
    await scene.actions.redirect(await scene.legOf(caller), scene.subject.echo, { by: '1002' });
    expect(await callee.ended).toMatchObject({ how: 'bye' });
    await caller.hears(440);
  });

  it('leaves everything as it is where the number leads nowhere', async () => {
    const { caller, callee } = await scene.talking();
    const { id } = await scene.callOf(caller);
    for (const number of ['7777', '', '1'.repeat(200), '1003\r\nX-Klapka-Answer: outgoing', 'sip:1003@example.com', '../1003']) {
      await expect(scene.actions.redirect(await scene.legOf(caller), number, { by: '1002', returnTo: '1002' })).rejects.toMatchObject(refusedWith('UNKNOWN_NUMBER'));
    }
    await scene.talk([caller, 'anna'], [callee, 'bert']);
    expect(await scene.callOf(caller)).toMatchObject({ id, state: 'answered', to: { number: '1002' } });
  });

  it('can be sent on again while it rings, and after it was answered', async () => {
    const { caller, callee } = await scene.talking();
    const [cyril, dora] = [await scene.phone('cyril'), await scene.phone('dora')];
    const { id } = await scene.callOf(caller);
    await scene.actions.redirect(await scene.legOf(caller), '1003', { by: '1002' });
    await callee.ended;
    const third = await cyril.nextCall();
    await scene.actions.redirect(await scene.legOf(caller), '1004', { by: '1002' });
    expect(await third.ended).toMatchObject({ how: 'cancel' });
    const fourth = await dora.nextCall();
    await fourth.answer();
    await scene.talk([caller, 'anna'], [fourth, 'dora']);
    await scene.actions.redirect(await scene.legOf(fourth), '1003');
    const again = await cyril.nextCall();
    await again.answer();
    await scene.talk([fourth, 'dora'], [again, 'cyril']);
    expect(await caller.ended).toMatchObject({ how: 'bye' });
    expect((await scene.pbx.snapshot()).calls.map((call) => call.id)).toEqual([id]);
  });

  it('leaves a hold and resume of the one who was sent on to its own phone', async () => {
    const { caller, callee } = await scene.talking();
    const cyril = await scene.phone('cyril');
    await scene.actions.redirect(await scene.legOf(caller), '1003');
    await callee.ended;
    const third = await cyril.nextCall();
    await third.answer();
    await scene.talk([caller, 'anna'], [third, 'cyril']);
    await caller.hold();
    await scene.hearsMusic(third);
    await caller.resume();
    await scene.talk([caller, 'anna'], [third, 'cyril']);
  });
}

function comesBack(scene: Scene): void {
  describe('where the new one', () => {
    it.each([
      ['is busy', 486, 'busy'],
      ['says no', 603, 'declined'],
    ] as const)('%s it rings who sent it on, or ends without one', async (_what, status, reason) => {
      const { bert, caller, callee } = await scene.talking();
      const cyril = await scene.phone('cyril');
      const { id } = await scene.callOf(caller);
      await scene.actions.redirect(await scene.legOf(caller), '1003', { by: '1002', returnTo: '1002' });
      await callee.ended;
      (await cyril.nextCall()).decline(status);
      const back = await bert.nextCall();
      expect(await scene.row(id, (call) => call.state === 'ringing' && call.to.number === '1002', 'it comes back')).toMatchObject({ from: { number: '1001' } });
      await back.answer();
      await scene.talk([caller, 'anna'], [back, 'bert']);
      await scene.actions.redirect(await scene.legOf(caller), '1003', { by: '1002' });
      (await cyril.nextCall()).decline(status);
      expect(await caller.ended).toMatchObject({ how: 'bye' });
      expect(await scene.ended(id)).toMatchObject({ endReason: reason });
    });

    it('does not answer it rings who sent it on, and ends where that one does not either', async () => {
      const { bert, caller } = await scene.talking();
      const cyril = await scene.phone('cyril');
      const { id } = await scene.callOf(caller);
      await scene.actions.redirect(await scene.legOf(caller), '1003', { by: '1002', returnTo: '1002' });
      const third = await cyril.nextCall();
      expect(await third.ended).toMatchObject({ how: 'cancel' });
      const back = await bert.nextCall();
      expect(await back.ended).toMatchObject({ how: 'cancel' });
      expect(await caller.ended).toMatchObject({ how: 'bye' });
      expect(await scene.ended(id)).toMatchObject({ endReason: 'no-answer' });
    });

    it('has no phone it rings who sent it on', async () => {
      const { bert, caller } = await scene.talking();
      await scene.actions.redirect(await scene.legOf(caller), '1003', { by: '1002', returnTo: '1002' });
      await (await bert.nextCall()).answer();
      await caller.hears(1000);
    });

    it('has no phone it ends with that reason where nobody wants it back', async () => {
      const { caller } = await scene.talking();
      const { id } = await scene.callOf(caller);
      await scene.actions.redirect(await scene.legOf(caller), '1003', { by: '1002' });
      expect(await caller.ended).toMatchObject({ how: 'bye' });
      expect(await scene.ended(id)).toMatchObject({ endReason: 'not-registered' });
    });
  });
}

function ringing(scene: Scene): void {
  it('sends a ringing call on: the phone that rang is told, the caller waits on', async () => {
    scene.start();
    const [anna, bert, cyril] = [await scene.phone('anna'), await scene.phone('bert'), await scene.phone('cyril')];
    const caller = await anna.dial('1002');
    const rang = await bert.nextCall();
    const { id } = await scene.callOf(caller);
    await scene.actions.redirect(await scene.legOf(caller), '1003', { by: '1002', note: 'for you' });
    expect(await rang.ended).toMatchObject({ how: 'cancel' });
    const third = await cyril.nextCall();
    expect(await scene.row(id, (call) => call.to.number === '1003', 'sent on')).toMatchObject({ state: 'ringing', sentOn: { by: { number: '1002' }, note: 'for you' } });
    await third.answer();
    await caller.answered;
    await scene.talk([caller, 'anna'], [third, 'cyril']);
    await scene.watch.line('1002', 'idle');
  });
}

function races(scene: Scene): void {
  it('ends when the one who was sent on hangs up while it rings', async () => {
    const { caller } = await scene.talking();
    const cyril = await scene.phone('cyril');
    const { id } = await scene.callOf(caller);
    await scene.actions.redirect(await scene.legOf(caller), '1003', { by: '1002', returnTo: '1002' });
    const third = await cyril.nextCall();
    caller.hangUp();
    expect(await third.ended).toMatchObject({ how: 'cancel' });
    expect(await scene.ended(id)).toMatchObject({ endedBy: 'caller' });
  });

  it('lets one win where both sides send each other on at once', async () => {
    const { caller, callee } = await scene.talking();
    const [cyril, dora] = [await scene.phone('cyril'), await scene.phone('dora')];
    const [one, other] = [await scene.legOf(caller), await scene.legOf(callee)];
    const outcomes = await Promise.allSettled([scene.actions.redirect(one, '1003'), scene.actions.redirect(other, '1004')]);
    const won = outcomes.findIndex(({ status }) => status === 'fulfilled');
    expect(outcomes[1 - won]).toMatchObject({ status: 'rejected', reason: refusedWith('CALL_GONE') });
    const third = await (won === 0 ? cyril : dora).nextCall();
    await third.answer();
    await (won === 0 ? caller : callee).hears(won === 0 ? 1500 : 2200);
    expect((await scene.pbx.snapshot()).calls).toHaveLength(1);
  });

  it('ends in good order where the phone hangs up at the same moment', async () => {
    const { caller, callee } = await scene.talking();
    await scene.phone('cyril');
    const { id } = await scene.callOf(caller);
    const leg = await scene.legOf(caller);
    caller.hangUp();
    await scene.actions.redirect(leg, '1003').catch((error: unknown) => expect(error).toMatchObject(refusedWith('CALL_GONE')));
    await callee.ended;
    await scene.ended(id);
    await expect(scene.actions.redirect(leg, '1003')).rejects.toMatchObject(refusedWith('CALL_GONE'));
  });

  it('rings phones that register meanwhile, and goes on over a lost socket', async () => {
    const { anna, caller } = await scene.talking();
    const cyril = await scene.phone('cyril');
    await scene.actions.redirect(await scene.legOf(caller), '1003');
    const first = await cyril.nextCall();
    expect(await anna.reconnect()).toBe(200);
    const later = await scene.phone('cyril', { tone: 2200 });
    const second = await later.nextCall();
    await second.answer();
    expect(await first.ended).toMatchObject({ how: 'cancel' });
    await scene.talk([caller, 'anna'], [second, 'dora']);
  });

  it('is sent on for a phone whose socket is lost, to one whose socket is lost and comes back while it rings', async () => {
    const { bert, caller, callee } = await scene.talking();
    const cyril = await scene.phone('cyril');
    bert.wire.drop();
    await scene.watch.device(bert.deviceId, false);
    await scene.actions.redirect(await scene.legOf(caller), '1003', { by: '1002', returnTo: '1002' });
    const third = await cyril.nextCall();
    expect(await cyril.reconnect()).toBe(200);
    await third.answer();
    await scene.talk([caller, 'anna'], [third, 'cyril']);
    // The BYE waits for nobody: the phone finds its call gone.
    expect(await bert.reconnect()).toBe(200);
    callee.hangUp();
    await scene.talk([caller, 'anna'], [third, 'cyril']);
  });

  it('passes on no header of ours that a phone sends', async () => {
    scene.start();
    const [anna, bert] = [await scene.phone('anna'), await scene.phone('bert')];
    await anna.dial('1002', '1001', ['X-Klapka-Answer: incoming', 'x-klapka-resume: incoming;age=1;replaces=x', 'X-KLAPKA-Other: 1']);
    const rings = await bert.nextCall();
    expect(rings.ownHeaders).toEqual([]);
  });

  it('touches no other call of the same phone', async () => {
    const { anna, caller, callee } = await scene.talking();
    const cyril = await scene.phone('cyril');
    const { caller: second, callee: third } = await talk(anna, cyril);
    await scene.actions.redirect(await scene.legOf(third), '1004');
    expect(await second.ended).toMatchObject({ how: 'bye' });
    expect(await third.ended).toMatchObject({ how: 'bye' });
    await scene.talk([caller, 'anna'], [callee, 'bert']);
  });
}
