import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createCertificate } from '../../../server/adapters/pbx/embedded/media/dtls-srtp.ts';
import type { Certificate } from '../../../server/adapters/pbx/embedded/media/dtls-srtp.ts';
import { Engine } from '../../../server/adapters/pbx/embedded/media/engine.ts';
import type { MediaEvents } from '../../../server/adapters/pbx/embedded/media/methods.ts';
import { SoundLibrary } from '../../../server/adapters/pbx/embedded/media/sound-library.ts';
import { PhoneMedia } from '../../fakes/sip-phone/media.ts';

export const soundsFolder = fileURLToPath(new URL('../../../server/adapters/pbx/shared/sounds', import.meta.url));
const holdMusic = readFileSync(`${soundsFolder}/hold-music.ulaw`);
const nothing = (): undefined => undefined;

export function engineFor(certificate: Certificate, events: Partial<MediaEvents>, addresses = ['127.0.0.1'], sounds = new SoundLibrary([soundsFolder], nothing)): Engine {
  const silent: MediaEvents = { connected: nothing, quiet: nothing, failed: nothing, digit: nothing, recordingEnded: nothing, recordingFailed: nothing };
  return new Engine({ addresses, ports: null, certificate, holdMusic, sounds, quietAfter: 3000, events: { ...silent, ...events } });
}

/** Frames for which what a phone hears must stay the same to count: 300 ms. */
const settled = 15;
const patience = 8_000;
/** Share of the energy from which a tone is heard, however many speak at once. */
const audible = 0.05;

/** A room of phones on one engine, each speaking a tone of its own; legs are named as the phones are. */
export class MediaRoom {
  readonly engine: Engine;
  readonly #phones = new Map<string, PhoneMedia>();
  readonly #tones: Readonly<Record<string, number>>;

  private constructor(engine: Engine, tones: Readonly<Record<string, number>>) {
    this.engine = engine;
    this.#tones = tones;
  }

  /** Resolves when every phone is connected. */
  static async open(tones: Readonly<Record<string, number>>, events: Partial<MediaEvents> = {}, sounds?: SoundLibrary): Promise<MediaRoom> {
    const up = new Map(Object.keys(tones).map((name) => [name, Promise.withResolvers<void>()]));
    const engine = engineFor(await createCertificate(), { ...events, connected: (legId) => up.get(legId)?.resolve() }, ['127.0.0.1'], sounds);
    const room = new MediaRoom(engine, tones);
    for (const [name, tone] of Object.entries(tones)) {
      const phone = new PhoneMedia(tone);
      room.#phones.set(name, phone);
      const { sdp } = await engine.answer(name, await phone.offer());
      await phone.accept(sdp);
    }
    await Promise.all([...up.values()].map(({ promise }) => promise));
    return room;
  }

  phone(name: string): PhoneMedia {
    const phone = this.#phones.get(name);
    if (!phone) throw new Error(`No phone of ${name}`);
    return phone;
  }

  #audible(listener: string): string {
    const { ear } = this.phone(listener);
    return Object.keys(this.#tones).filter((name) => ear.share(this.#tones[name] ?? 0) > audible).join(' ');
  }

  /** Resolves as soon as the listener has heard these speakers, and nobody else, for 300 ms; an empty list is silence that arrives. */
  async hears(listener: string, speakers: readonly string[]): Promise<void> {
    const phone = this.phone(listener);
    const wanted = Object.keys(this.#tones).filter((name) => speakers.includes(name)).join(' ');
    const heardAt = phone.framesHeard;
    let since: number | null = null;
    await phone.until(() => {
      if (phone.framesHeard - heardAt < 5 || this.#audible(listener) !== wanted || (wanted === '' && !phone.ear.silent)) since = null;
      else since ??= phone.framesHeard;
      return since !== null && phone.framesHeard - since >= settled;
    }, patience, `${listener} hears ${wanted || 'silence'}`);
  }

  async close(): Promise<void> {
    await this.engine.closeAll();
    for (const phone of this.#phones.values()) await phone.close();
  }
}
