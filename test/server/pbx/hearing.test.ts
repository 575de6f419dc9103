import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { MediaEvents } from '../../../server/adapters/pbx/embedded/media/methods.ts';
import type { SoundLibrary } from '../../../server/adapters/pbx/embedded/media/sound-library.ts';
import { Ear, toUlaw, toneFrame } from '../../fakes/sip-phone/tones.ts';
import { PhoneMedia } from '../../fakes/sip-phone/media.ts';
import { MediaRoom } from './media-rig.ts';

const closing: (() => Promise<void>)[] = [];

async function open(tones: Record<string, number>, events?: Partial<MediaEvents>, sounds?: SoundLibrary): Promise<MediaRoom> {
  const room = await MediaRoom.open(tones, events, sounds);
  closing.push(() => room.close());
  return room;
}

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** The tones' shares of what arrives, per phone, prove who hears whom; nobody asks the engine. */
describe('who hears whom', () => {
  const call = { customer: 440, agent: 700, supervisor: 1000 };

  async function talking(): Promise<MediaRoom> {
    const room = await open(call);
    room.engine.hear('customer', { legs: ['agent'] });
    room.engine.hear('agent', { legs: ['customer'] });
    return room;
  }

  it('listen: the supervisor hears both, nobody hears the supervisor', async () => {
    const room = await talking();
    room.engine.hear('supervisor', { legs: ['agent', 'customer'] });
    await Promise.all([room.hears('supervisor', ['agent', 'customer']), room.hears('customer', ['agent']), room.hears('agent', ['customer'])]);
  });

  it('whisper: the agent alone hears the supervisor; barge: everybody; and back', async () => {
    const room = await talking();
    const { engine } = room;
    engine.hear('supervisor', { legs: ['agent', 'customer'] });
    engine.hear('agent', { legs: ['customer', 'supervisor'] });
    await Promise.all([room.hears('agent', ['customer', 'supervisor']), room.hears('customer', ['agent']), room.hears('supervisor', ['agent', 'customer'])]);
    engine.hear('customer', { legs: ['agent', 'supervisor'] });
    await Promise.all([room.hears('customer', ['agent', 'supervisor']), room.hears('agent', ['customer', 'supervisor'])]);
    engine.hear('customer', { legs: ['agent'] });
    engine.hear('agent', { legs: ['customer'] });
    await Promise.all([room.hears('customer', ['agent']), room.hears('agent', ['customer'])]);
  });

  it('conference of four: everybody hears all others and not himself, also when one comes and one goes', async () => {
    const tones = { anna: 440, bert: 700, carl: 1000, dora: 1400 };
    const room = await open(tones);
    const meet = (...members: string[]): Promise<unknown> => {
      for (const member of members) room.engine.hear(member, { legs: members.filter((other) => other !== member) });
      return Promise.all(members.map((member) => room.hears(member, members.filter((other) => other !== member))));
    };
    await meet('anna', 'bert', 'carl');
    await meet('anna', 'bert', 'carl', 'dora');
    room.engine.close('bert');
    await meet('anna', 'carl', 'dora');
  });

  it('a mute is heard by nobody and costs no listener its stream: alone, in a mix, and of its own echo', async () => {
    const room = await talking();
    const { engine } = room;
    engine.hear('supervisor', { legs: ['agent', 'customer'] });
    await room.hears('supervisor', ['agent', 'customer']);
    engine.mute('agent', true);
    const { framesHeard } = room.phone('customer');
    await Promise.all([room.hears('customer', []), room.hears('supervisor', ['customer']), room.hears('agent', ['customer'])]);
    expect(room.phone('customer').framesHeard).toBeGreaterThan(framesHeard + 10);
    engine.hear('agent', { echo: true });
    await room.hears('agent', []);
    engine.mute('agent', false);
    await Promise.all([room.hears('customer', ['agent']), room.hears('supervisor', ['agent', 'customer']), room.hears('agent', ['agent'])]);
  });

  it('a mix whose speakers say nothing is silence that arrives', async () => {
    const room = await open(call);
    room.phone('customer').sending = false;
    room.phone('agent').sending = false;
    room.engine.hear('supervisor', { legs: ['customer', 'agent'] });
    await room.hears('supervisor', []);
  });

  it('the same sound asked for again goes on where it was', async () => {
    const room = await open({ customer: 440, milliwatt: 1000 });
    room.engine.hear('customer', { sound: 'milliwatt' });
    await room.hears('customer', ['milliwatt']);
    room.engine.hear('customer', { sound: 'milliwatt' });
    room.engine.hear('customer', null);
    room.engine.hear('customer', { sound: 'milliwatt' });
    await room.hears('customer', ['milliwatt']);
  });
});

describe('announcements', () => {
  const voices = { customer: 440, agent: 700, prompt: 1000, second: 1400 };
  /** Sounds of so many frames, by name. */
  const library = (sounds: Record<string, Buffer>): SoundLibrary => ({ load: (name: string) => Promise.resolve(sounds[name] ?? null) }) as SoundLibrary;
  const tone = (frequency: number, frames: number): Buffer => Buffer.concat(Array.from({ length: frames }, (_, frame) => toneFrame(frequency, frame)));
  const sounds = library({ prompt: tone(1000, 40), second: tone(1400, 40), endless: tone(1000, 5_000) });

  it('are heard instead of the other side, one after the other, by one leg alone', async () => {
    const room = await open(voices, {}, sounds);
    room.engine.hear('customer', { legs: ['agent'] });
    room.engine.hear('agent', { legs: ['customer'] });
    await room.hears('customer', ['agent']);
    const played = room.engine.announce('customer', ['prompt', 'missing', 'second']);
    await room.hears('customer', ['prompt']);
    await room.hears('customer', ['second']);
    await expect(played).resolves.toBe('played');
    await Promise.all([room.hears('customer', ['agent']), room.hears('agent', ['customer'])]);
  });

  it('wait for a leg that is not connected yet, so that their beginning is heard', async () => {
    const { engine } = await open({ customer: 440 }, {}, sounds);
    const phone = new PhoneMedia(700);
    closing.push(() => phone.close());
    const { sdp } = await engine.answer('late', await phone.offer());
    let over = false;
    const played = engine.announce('late', ['prompt']).finally(() => (over = true));
    await expect(engine.announce('customer', ['prompt'])).resolves.toBe('played');
    expect(over).toBe(false);
    await phone.accept(sdp);
    await expect(played).resolves.toBe('played');
    await phone.until(() => phone.framesHeard >= 39, 5000, 'the whole prompt');
    expect(phone.ear.share(1000)).toBeGreaterThan(0.8);
  });

  it('are interrupted by the next one, by a stop, and by the end of the leg', async () => {
    const room = await open(voices, {}, sounds);
    room.engine.hear('customer', { legs: ['agent', 'second'] });
    const first = room.engine.announce('customer', ['endless']);
    await room.hears('customer', ['prompt']);
    const second = room.engine.announce('customer', ['endless']);
    await expect(first).resolves.toBe('interrupted');
    await room.hears('customer', ['prompt']);
    room.engine.stopAnnouncing('customer');
    await expect(second).resolves.toBe('interrupted');
    await room.hears('customer', ['agent', 'second']);
    const third = room.engine.announce('customer', ['endless']);
    room.engine.close('customer');
    await expect(third).resolves.toBe('interrupted');
    await expect(room.engine.announce('customer', ['prompt'])).rejects.toThrow('No such leg');
  });
});

describe('keys', () => {
  it('are told once each, by a leg that is alone, heard, mixed or muted', async () => {
    const told: string[] = [];
    const { promise: all, resolve } = Promise.withResolvers<void>();
    const room = await open({ customer: 440, agent: 700, supervisor: 1000 }, {
      digit: (legId, digit) => {
        told.push(`${legId} ${digit}`);
        if (told.length === 3) resolve();
      },
    });
    const { engine } = room;
    engine.hear('customer', { legs: ['agent', 'supervisor'] });
    engine.hear('supervisor', { legs: ['agent'] });
    const customer = room.phone('customer');
    const supervisor = room.phone('supervisor');
    room.phone('agent').press('5');
    await Promise.all([customer, supervisor].map((phone) => phone.until(() => phone.digitsHeard === '5', 5000, 'the key')));
    engine.mute('agent', true);
    await room.hears('customer', ['supervisor']);
    room.phone('agent').press('#');
    customer.press('D');
    await all;
    await Promise.all([room.hears('customer', ['supervisor']), room.hears('supervisor', [])]);
    expect(told.toSorted()).toEqual(['agent #', 'agent 5', 'customer D']);
    expect([customer.digitsHeard, supervisor.digitsHeard]).toEqual(['5', '5']);
  });
});

describe('bad packets', () => {
  it('of one speaker hurt nobody: not him, not the mix, not what is recorded', async () => {
    const failures: string[] = [];
    const room = await open({ rude: 440, agent: 700, supervisor: 1000 }, { failed: (_legId, reason) => failures.push(reason), recordingFailed: (_id, reason) => failures.push(reason) });
    const folder = mkdtempSync(join(tmpdir(), 'klapka-hearing-'));
    room.engine.hear('agent', { legs: ['rude', 'supervisor'] });
    room.engine.hear('supervisor', { legs: ['rude'] });
    await room.engine.record('r', { left: ['rude'], right: ['agent'] }, join(folder, 'call.wav'));
    await room.hears('agent', ['rude', 'supervisor']);
    const rude = room.phone('rude');
    let seed = 4;
    const random = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
    const bytes = (length: number): Buffer => Buffer.from(Array.from({ length }, () => random(256)));
    for (let packet = 0; packet < 600; packet++) {
      rude.sendPacket([0, 101, 13, 127][random(4)] ?? 0, random(2 ** 31) * 2, bytes([0, 1, 3, 4, 160, 1200][random(6)] ?? 0));
      await rude.path.send(Buffer.concat([Buffer.from([0x80, [0, 101, 200][random(3)] ?? 0]), bytes(random(60))]));
    }
    await Promise.all([room.hears('agent', ['rude', 'supervisor']), room.hears('supervisor', ['rude'])]);
    const { durationMs } = await room.engine.stopRecording('r');
    expect(durationMs).toBeGreaterThan(500);
    expect(failures).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});

describe('recordings', () => {
  it('have each side on its channel, tones of both, and nothing of the music one of them hears', async () => {
    const room = await open({ customer: 440, agent: 700 });
    const folder = mkdtempSync(join(tmpdir(), 'klapka-hearing-'));
    const path = join(folder, 'call.wav');
    room.engine.hear('customer', { legs: ['agent'] });
    room.engine.hear('agent', { sound: 'milliwatt' });
    await room.hears('customer', ['agent']);
    await room.engine.record('r', { left: ['customer'], right: ['agent'] }, path);
    const customer = room.phone('customer');
    const { framesHeard } = customer;
    await customer.until(() => customer.framesHeard > framesHeard + 40, 5000, 'some time');
    await room.engine.stopRecording('r');
    const samples = readFileSync(path).subarray(44);
    const windows = Array.from({ length: Math.floor(samples.length / 4 / 800) }, (_, window) => window * 800);
    for (const [side, tone, other] of [[0, 440, 700], [1, 700, 440]] as const) {
      // A busy machine's phones stumble: the clearest tenth of a second says what is on this side.
      const ears = windows.map((first) => {
        const ear = new Ear();
        ear.hear(Uint8Array.from({ length: 800 }, (_, index) => toUlaw(samples.readInt16LE((first + index) * 4 + side * 2))));
        return ear;
      });
      const best = ears.toSorted((one, two) => two.share(tone) - one.share(tone))[0];
      expect(best?.share(tone)).toBeGreaterThan(0.9);
      for (const ear of ears) expect(ear.share(other) + ear.share(1000)).toBeLessThan(0.2);
    }
    rmSync(folder, { recursive: true });
  });

  it('have nothing of a phone that holds, though it goes on sending', async () => {
    const room = await open({ customer: 440, agent: 700 });
    const folder = mkdtempSync(join(tmpdir(), 'klapka-hearing-'));
    const [customer, agent] = [room.phone('customer'), room.phone('agent')];
    room.engine.hear('customer', { legs: ['agent'] });
    await room.hears('customer', ['agent']);
    agent.direction = 'sendonly';
    await agent.accept((await room.engine.answer('agent', await agent.offer())).sdp);
    await room.engine.record('r', { left: ['agent'] }, join(folder, 'call.wav'));
    const { framesHeard } = customer;
    await customer.until(() => customer.framesHeard > framesHeard + 25, 5000, 'half a second of what the phone still sends');
    const { durationMs, voiceMs } = await room.engine.stopRecording('r');
    expect(durationMs).toBeGreaterThan(300);
    expect(voiceMs).toBe(0);
    rmSync(folder, { recursive: true });
  });
});
