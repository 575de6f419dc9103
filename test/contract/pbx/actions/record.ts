import { expect, it } from 'vitest';
import type { PbxCapabilities, PbxRecording } from '../../../../server/ports/pbx.ts';
import type { PhoneCall } from '../../../fakes/sip-phone/call.ts';
import { Ear, toUlaw } from '../../../fakes/sip-phone/tones.ts';
import { patience } from '../watch.ts';
import { refusedWith, tones } from './scene.ts';
import type { Scene } from './scene.ts';

/** Tenths of a second in which each tone is most of what a channel has. */
type Tenths = (frequency: number) => number;

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

/** The channels of a WAV of 8 kHz and 16 bits. */
async function channelsOf(scene: Scene, recordingId: string): Promise<Tenths[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of await scene.actions.recordingAudio(recordingId)) pieces.push(piece);
  const file = Buffer.concat(pieces);
  expect([file.toString('latin1', 0, 4), file.toString('latin1', 8, 12)]).toEqual(['RIFF', 'WAVE']);
  const [channels, rate, bits] = [file.readUInt16LE(22), file.readUInt32LE(24), file.readUInt16LE(34)];
  expect([rate, bits]).toEqual([8000, 16]);
  const data = file.subarray(file.indexOf('data') + 8);
  const sides = Array.from({ length: channels }, (_, side) => Array.from({ length: Math.floor(data.length / 2 / channels) }, (__, index) => data.readInt16LE((index * channels + side) * 2)));
  return sides.map((samples) => (frequency) => {
    const ear = new Ear();
    let tenths = 0;
    for (let start = 0; start + 800 <= samples.length; start += 800) {
      ear.hear(Uint8Array.from(samples.slice(start, start + 800), toUlaw));
      if (ear.share(frequency) > 0.4) tenths++;
    }
    return tenths;
  });
}

/** Both sides apart where the PBX keeps them so, else the same for both. */
async function sidesOf(scene: Scene, recordingId: string): Promise<[Tenths, Tenths]> {
  const [left, right = left] = await channelsOf(scene, recordingId);
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
