import { describe, expect, it } from 'vitest';
import { defaultReach } from '@klapka/protocol';
import type { PbxCapabilities } from '../../../server/ports/pbx.ts';
import { channelsOf } from './audio.ts';
import { refusedWith, tones } from './actions/scene.ts';
import type { Scene } from './actions/scene.ts';
import { patience } from './watch.ts';
import { MailboxScene, greetingTone, mailboxOf } from './voicemail-scene.ts';

/** Messages: left in every way there is, and kept. Part of `pbxContract`. */
export function messagesContract(scene: Scene, capabilities: PbxCapabilities): void {
  const box = new MailboxScene(scene);
  describe('leaving a message', () => {
    takes(box);
    limits(box);
    ways(box, capabilities);
  });
  describe('messages', () => keeps(box));
}

function takes(box: MailboxScene): void {
  const { scene } = box;

  it('greets, and keeps what is said between the tone and the key, without ringing anybody', async () => {
    await box.open();
    const [anna, bert] = [await scene.phone('anna'), await scene.phone('bert')];
    const call = await anna.dial('#1002');
    await call.answered;
    await call.hears(greetingTone);
    const { id: callId } = await scene.callOf(call);
    const row = await scene.row(callId, ({ at, state }) => at !== undefined && state === 'answered', 'at the mailbox');
    expect(row).toMatchObject({ from: { number: '1001' }, at: { kind: 'voicemail', number: '1002', name: 'Bert' } });
    expect(row.answeredAt).toBeGreaterThan(0);
    await box.hearsBeep(call);
    const before = box.told.length;
    await box.speaks(call, 1.5);
    call.media.press('#');
    const message = await box.message(before);
    expect(message).toMatchObject({ mailbox: '1002', from: { number: '1001', name: 'Anna' }, heard: false });
    expect(message.duration).toBeGreaterThan(1000);
    expect(message.duration).toBeLessThan(4000);
    await scene.hearsWords(call);
    expect(await call.ended).toMatchObject({ how: 'bye' });
    const [said] = await channelsOf(await box.mailboxes.audio('1002', message.id));
    expect(said?.(tones.anna)).toBeGreaterThan(9);
    expect(said?.(greetingTone)).toBe(0);
    expect(bert.calls).toEqual([]);
  });

  it('speaks for itself where the mailbox has no greeting of its own, and is interrupted by a key', async () => {
    await box.open([mailboxOf('1002', 'Bert', { greeting: null })]);
    const call = await (await scene.phone('anna')).dial('#1002');
    await call.answered;
    await scene.hearsWords(call);
    call.media.press('#');
    await box.hearsBeep(call);
  });

  it('keeps what was said when the caller hangs up', async () => {
    await box.open();
    const call = await (await scene.phone('anna')).dial('#1002');
    await box.greeted(call);
    await box.speaks(call, 1.5);
    call.hangUp();
    const message = await box.message(0);
    const [said] = await channelsOf(await box.mailboxes.audio('1002', message.id));
    expect(said?.(tones.anna)).toBeGreaterThan(9);
  });

  it('is the same for a group’s mailbox, and by its own number', async () => {
    await box.open([mailboxOf('630', 'Sales', { listeners: ['1002'] })]);
    const anna = await scene.phone('anna');
    expect((await box.leaves(anna, '#630')).message).toMatchObject({ mailbox: '630' });
    expect((await box.leaves(anna, '630')).message).toMatchObject({ mailbox: '630' });
  });

  it('is not there for a number without a mailbox, and for one that takes no messages', async () => {
    await box.open([mailboxOf('1002', 'Bert', { enabled: false })]);
    const anna = await scene.phone('anna');
    for (const number of ['#1004', '#1002', '#']) expect(await (await anna.dial(number)).ended).toMatchObject({ how: 'refused', status: 404 });
  });
}

function limits(box: MailboxScene): void {
  const { scene } = box;

  it('keeps nothing of who says nothing, and ends by itself', async () => {
    await box.open();
    const call = await (await scene.phone('anna', { tone: 0 })).dial('#1002');
    await box.greeted(call);
    await scene.hearsWords(call);
    expect(await call.ended).toMatchObject({ how: 'bye' });
    expect(await box.mailboxes.list('1002')).toEqual([]);
    expect(box.told).toEqual([]);
  });

  it('keeps nothing of who hangs up at the tone', async () => {
    await box.open();
    const call = await (await scene.phone('anna')).dial('#1002');
    await box.greeted(call);
    const { id } = await scene.callOf(call);
    call.hangUp();
    await scene.ended(id);
    expect(await box.mailboxes.list('1002')).toEqual([]);
  });

  it('ends a message that is as long as one may be', async () => {
    await box.open([mailboxOf('1002', 'Bert', { maximumSeconds: 2 })]);
    const call = await (await scene.phone('anna')).dial('#1002');
    await box.greeted(call);
    const message = await box.message(0);
    expect(Math.abs(message.duration - 2000)).toBeLessThan(300);
    expect(await call.ended).toMatchObject({ how: 'bye' });
  });

  it('says that a mailbox is full, and takes no more', async () => {
    await box.open([mailboxOf('1002', 'Bert', { maximumMessages: 1 })]);
    const anna = await scene.phone('anna');
    await box.leaves(anna, '#1002');
    const call = await anna.dial('#1002');
    await call.answered;
    await scene.hearsWords(call);
    expect(await call.ended).toMatchObject({ how: 'bye' });
    expect(await box.mailboxes.list('1002')).toHaveLength(1);
  });
}

function ways(box: MailboxScene, capabilities: PbxCapabilities): void {
  const { scene } = box;
  const available = defaultReach('available');
  const forwarding = (change: Partial<typeof available.internal>): typeof available => ({ ...available, ringSeconds: 1, internal: { ...available.internal, ...change } });
  const withReach = (change: Partial<typeof available.internal>): Promise<void> =>
    box.open(undefined, { extensions: [{ number: '1001', name: 'Anna' }, { number: '1002', name: 'Bert', reach: forwarding(change) }, { number: '1003', name: 'Cyril' }] });

  if (capabilities.reach !== 'none') it.each([['always', null], ['busy', 486], ['noAnswer', null]] as const)('is where an extension forwards to: %s', async (when, decline) => {
    await withReach({ [when]: '#1002' });
    const [anna, bert] = [await scene.phone('anna'), await scene.phone('bert')];
    const call = await anna.dial('1002');
    if (decline !== null) (await bert.nextCall()).decline(decline);
    await box.greeted(call);
    const row = await scene.callOf(call);
    expect(row).toMatchObject({ state: 'answered', at: { kind: 'voicemail', number: '1002' } });
    expect(bert.calls).toHaveLength(when === 'always' ? 0 : 1);
    await box.speaks(call, 1.5);
    call.hangUp();
    expect(await box.message(0)).toMatchObject({ from: { number: '1001' } });
  });

  if (capabilities.redirect !== 'none') it('is taken by sending a ringing call there, and one that talks', async () => {
    await box.open();
    const [anna, bert] = [await scene.phone('anna'), await scene.phone('bert')];
    const call = await anna.dial('1002');
    const rings = await bert.nextCall();
    const { id } = await scene.callOf(rings);
    await scene.actions.redirect(await scene.legOf(call), '#1002', { by: '1002' });
    expect(await rings.ended).toMatchObject({ how: 'cancel' });
    await box.greeted(call);
    expect(await scene.row(id, ({ at }) => at !== undefined, 'at the mailbox')).toMatchObject({ state: 'answered', at: { kind: 'voicemail', number: '1002' } });
    call.hangUp();
    await scene.ended(id);
    const again = await anna.dial('1002');
    const talks = await bert.nextCall();
    await talks.answer();
    await again.hears(tones.bert);
    await scene.actions.redirect(await scene.legOf(again), '#1003', { by: '1002' });
    await talks.ended;
    await box.greeted(again);
  });

  if (capabilities.redirect !== 'none') it('ends for who is sent on from it', async () => {
    await box.open();
    const [anna, cyril] = [await scene.phone('anna'), await scene.phone('cyril')];
    const call = await anna.dial('#1002');
    await box.greeted(call);
    await box.speaks(call, 1.5);
    await scene.actions.redirect(await scene.legOf(call), '1003');
    expect(await box.message(0)).toMatchObject({ mailbox: '1002' });
    const third = await cyril.nextCall();
    await third.answer();
    await scene.talk([call, 'anna'], [third, 'cyril']);
    expect((await scene.callOf(call)).at).toBeUndefined();
  });

  if (capabilities.resume !== 'none' && capabilities.reach !== 'none') it('takes the side that stays where the other one does not come back and forwards so', async () => {
    await withReach({ noAnswer: '#1002' });
    const [anna, bert] = [await scene.phone('anna'), await scene.phone('bert')];
    const call = await anna.dial('1002');
    const callee = await bert.nextCall();
    await callee.answer();
    await call.hears(tones.bert);
    await bert.vanish();
    await call.media.until(() => call.media.ear.share(greetingTone) > 0.5, patience * 2, 'the greeting');
    const row = await scene.row((await scene.callOf(call)).id, ({ at }) => at !== undefined, 'at the mailbox');
    expect(row).toMatchObject({ state: 'answered', at: { kind: 'voicemail', number: '1002' } });
  });
}

function keeps(box: MailboxScene): void {
  const { scene } = box;

  it('are listed, marked, moved to another mailbox and removed, and told each time', async () => {
    await box.open();
    const [anna, dora] = [await scene.phone('anna'), await scene.phone('dora')];
    const { message: first } = await box.leaves(anna, '#1002');
    const { message: second } = await box.leaves(dora, '#1002');
    expect((await box.mailboxes.list('1002')).map(({ id }) => id)).toEqual([first.id, second.id]);
    await box.mailboxes.setHeard('1002', first.id, true);
    expect(await box.message(2)).toEqual({ ...first, heard: true });
    await box.mailboxes.setHeard('1002', first.id, false);
    expect(await box.message(3)).toEqual(first);
    await box.mailboxes.move('1002', second.id, '1003');
    const moved = await box.message(4);
    expect(moved).toEqual({ ...second, id: moved.id, mailbox: '1003' });
    expect(await box.mailboxes.list('1002')).toEqual([first]);
    expect(await box.mailboxes.list('1003')).toEqual([moved]);
    const [said] = await channelsOf(await box.mailboxes.audio('1003', moved.id));
    expect(said?.(tones.dora)).toBeGreaterThan(9);
    const removed = scene.watch.next(({ type }) => type === 'voicemail-removed', 'removed');
    await box.mailboxes.remove('1002', first.id);
    expect(await removed).toEqual({ type: 'voicemail-removed', mailbox: '1002', id: first.id });
    expect(await box.mailboxes.list('1002')).toEqual([]);
  });

  it('are refused where there is none of that name, or not in this mailbox', async () => {
    await box.open();
    const { message } = await box.leaves(await scene.phone('anna'), '#1002');
    for (const [mailbox, id] of [['1003', message.id], ['1002', 'no-such-message'], ['1002', '../../x'], ['nowhere', message.id]] as const) {
      await expect(box.mailboxes.audio(mailbox, id)).rejects.toMatchObject(refusedWith('NOT_FOUND'));
      await expect(box.mailboxes.setHeard(mailbox, id, true)).rejects.toMatchObject(refusedWith('NOT_FOUND'));
      await expect(box.mailboxes.move(mailbox, id, '1003')).rejects.toMatchObject(refusedWith('NOT_FOUND'));
      await expect(box.mailboxes.remove(mailbox, id)).rejects.toMatchObject(refusedWith('NOT_FOUND'));
    }
    await expect(box.mailboxes.move('1002', message.id, '1004')).rejects.toMatchObject(refusedWith('NOT_FOUND'));
    expect(await box.mailboxes.list('1002')).toEqual([message]);
  });
}
