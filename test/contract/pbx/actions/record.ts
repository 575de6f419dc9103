import { expect, it } from 'vitest';
import type { PbxCapabilities, PbxRecording } from '../../../../server/ports/pbx.ts';
import type { PhoneCall } from '../../../fakes/sip-phone/call.ts';
import { channelsOf } from '../audio.ts';
import type { Tenths } from '../audio.ts';
import { patience } from '../watch.ts';
import { refusedWith, tones } from './scene.ts';
import type { Scene } from './scene.ts';

/** Packets, each 20 ms. */
const aWhile = 40;

async function listen(call: PhoneCall): Promise<void> {
  const from = call.media.framesHeard;
  await call.media.until(() => call.media.framesHeard > from + aWhile, patience, 'some time');
}

async function recorded(scene: Scene, callId: string): Promise<PbxRecording> {
  const matches = (event: { type: string; recording?: PbxRecording }): boolean => event.type === 'recorded' && event.recording?.callId === callId;
  const event = scene.watch.events.findLast(matches) ?? (await scene.watch.next(matches, 'a recording'));
  if (event.type !== 'recorded') throw new Error('no recording');
  return event.recording;
}

/** Both sides apart where the PBX keeps them so, else the same for both. */
async function sidesOf(scene: Scene, recordingId: string): Promise<[Tenths, Tenths]> {
  const [left, right = left] = await channelsOf(await scene.actions.recordingAudio(recordingId));
  if (!left || !right) throw new Error('No channels');
  if (scene.subject.recordsApart) expect(left).not.toBe(right);
  return [left, right];
}

export function recordContract(scene: Scene, capabilities: PbxCapabilities): void {
  audio(scene);
  if (capabilities.redirect !== 'none') redirected(scene);
  if (capabilities.conference !== 'none') invited(scene);
  refusals(scene);
}

function redirected(scene: Scene): void {
  it.each(['caller', 'callee'] as const)('follows the call when the %s is sent on', async (role) => {
    const { caller, callee } = await scene.talking();
    const cyril = await scene.phone('cyril');
    const { id } = await scene.callOf(caller);
    const [stays, leaves] = role === 'caller' ? [caller, callee] : [callee, caller];
    const [staying, leaving] = role === 'caller' ? [tones.anna, tones.bert] : [tones.bert, tones.anna];
    await scene.actions.record(id, 'on');
    await listen(stays);
    await scene.actions.redirect(await scene.legOf(stays), '1003');
    await leaves.ended;
    const third = await cyril.nextCall();
    await third.answer();
    await stays.hears(tones.cyril);
    await listen(stays);
    expect(await scene.callOf(stays)).toMatchObject({ recording: 'on' });
    await scene.actions.record(id, 'off');
    const [left, right] = await sidesOf(scene, (await recorded(scene, id)).id);
    const heard = (tone: number): number => left(tone) + right(tone);
    expect([heard(leaving) > 2, heard(staying) > 4, right(tones.cyril) > 2]).toEqual([true, true, true]);
  });
}

function invited(scene: Scene): void {
  it('takes in who is invited', async () => {
    const { caller } = await scene.talking();
    const cyril = await scene.phone('cyril');
    const { id } = await scene.callOf(caller);
    await scene.actions.record(id, 'on');
    await listen(caller);
    await scene.actions.invite(id, '1003', '1001');
    const third = await cyril.nextCall();
    await third.answer();
    await caller.hearsAll([tones.bert, tones.cyril]);
    await listen(caller);
    await scene.actions.record(id, 'off');
    const [left, right] = await sidesOf(scene, (await recorded(scene, id)).id);
    expect([left(tones.anna) > 4, right(tones.bert) > 2, right(tones.cyril) > 2]).toEqual([true, true, true]);
  });
}

function audio(scene: Scene): void {
  it('keeps what is said from on to off, the caller on the left and the other on the right', async () => {
    const { caller, callee } = await scene.talking();
    await Promise.all([caller.hears(tones.bert), callee.hears(tones.anna)]);
    const { id } = await scene.callOf(caller);
    await scene.actions.record(id, 'on');
    await scene.row(id, (call) => call.recording === 'on', 'it is recorded');
    await Promise.all([listen(caller), listen(callee)]);
    await scene.actions.record(id, 'off');
    await scene.row(id, (call) => call.recording === undefined, 'it is recorded no more');
    const recording = await recorded(scene, id);
    expect(recording.duration).toBeGreaterThan(500);
    expect(recording.duration).toBeLessThan(20_000);
    expect(recording.startedAt).toBeGreaterThan(0);
    const [left, right] = await sidesOf(scene, recording.id);
    expect(left(tones.anna)).toBeGreaterThan(4);
    expect(right(tones.bert)).toBeGreaterThan(4);
    if (scene.subject.recordsApart) expect([left(tones.bert), right(tones.anna)]).toEqual([0, 0]);
    await scene.talk([caller, 'anna'], [callee, 'bert']);
  });

  it('leaves out what is said while it is paused', async () => {
    const { caller, callee } = await scene.talking();
    await Promise.all([caller.hears(tones.bert), callee.hears(tones.anna)]);
    const { id } = await scene.callOf(caller);
    await scene.actions.record(id, 'on');
    await listen(callee);
    await scene.actions.record(id, 'paused');
    await scene.row(id, (call) => call.recording === 'paused', 'it is paused');
    caller.media.tone = 1900;
    await callee.hears(1900);
    await listen(callee);
    caller.media.tone = 700;
    await callee.hears(700);
    await scene.actions.record(id, 'on');
    await scene.row(id, (call) => call.recording === 'on', 'it goes on');
    await listen(callee);
    await scene.actions.record(id, 'off');
    const [left] = await sidesOf(scene, (await recorded(scene, id)).id);
    expect([left(tones.anna) > 2, left(1900), left(700) > 2]).toEqual([true, 0, true]);
  });

  it('is over when it is said to be', async () => {
    const { caller, callee } = await scene.talking();
    await Promise.all([caller.hears(tones.bert), callee.hears(tones.anna)]);
    const { id } = await scene.callOf(caller);
    await scene.actions.record(id, 'on');
    await listen(callee);
    const off = scene.actions.record(id, 'off');
    await scene.row(id, (call) => call.recording === undefined, 'it is recorded no more');
    caller.media.tone = 1900;
    await callee.hears(1900);
    await off;
    const [left] = await sidesOf(scene, (await recorded(scene, id)).id);
    expect([left(tones.anna) > 2, left(1900)]).toEqual([true, 0]);
  });

  it('is closed with its call, also while it is paused', async () => {
    const { caller, callee } = await scene.talking();
    const { id } = await scene.callOf(caller);
    await scene.actions.record(id, 'on');
    await listen(callee);
    await scene.actions.record(id, 'paused');
    callee.hangUp();
    await scene.ended(id);
    const recording = await recorded(scene, id);
    const [left] = await sidesOf(scene, recording.id);
    expect(left(tones.anna)).toBeGreaterThan(2);
  });

  it('is one recording however often it is switched on, and another one after it was switched off', async () => {
    const { caller } = await scene.talking();
    const { id } = await scene.callOf(caller);
    await scene.actions.record(id, 'on');
    await scene.actions.record(id, 'on');
    await listen(caller);
    await scene.actions.record(id, 'off');
    const first = await recorded(scene, id);
    const told = scene.watch.events.length;
    await scene.actions.record(id, 'on');
    await listen(caller);
    caller.hangUp();
    await scene.ended(id);
    await scene.watch.recording(told, id);
    const ids = scene.watch.events.flatMap((event) => (event.type === 'recorded' && event.recording.callId === id ? [event.recording.id] : []));
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(first.id);
  });
}

function refusals(scene: Scene): void {
  it('is gone once it was deleted', async () => {
    const { caller } = await scene.talking();
    const { id } = await scene.callOf(caller);
    await scene.actions.record(id, 'on');
    await listen(caller);
    await scene.actions.record(id, 'off');
    const recording = await recorded(scene, id);
    await scene.actions.deleteRecording(recording.id);
    await expect(scene.actions.recordingAudio(recording.id)).rejects.toMatchObject(refusedWith('NOT_FOUND'));
    await expect(scene.actions.deleteRecording(recording.id)).rejects.toMatchObject(refusedWith('NOT_FOUND'));
  });

  it.each(['', '.', '../../etc/passwd', 'x\u0000.wav', '%2e%2e%2fsecret'])('is found by its id alone, not by %j', async (id) => {
    await expect(scene.actions.recordingAudio(id)).rejects.toMatchObject(refusedWith('NOT_FOUND'));
    await expect(scene.actions.deleteRecording(id)).rejects.toMatchObject(refusedWith('NOT_FOUND'));
  });

  it('is not paused where nothing is recorded', async () => {
    const { caller } = await scene.talking();
    await expect(scene.actions.record((await scene.callOf(caller)).id, 'paused')).rejects.toMatchObject(refusedWith('CALL_GONE'));
  });
}
