import { join } from 'node:path';
import { createCertificate } from '../../../server/adapters/pbx/embedded/media/dtls-srtp.ts';
import { Engine } from '../../../server/adapters/pbx/embedded/media/engine.ts';
import type { MediaEvents } from '../../../server/adapters/pbx/embedded/media/methods.ts';
import { SoundLibrary } from '../../../server/adapters/pbx/embedded/media/sound-library.ts';
import { cpu, serve } from './process.ts';

/* The media of the embedded PBX alone: legs that hear all others, as in a conference, or one other, as in a call. */

const nothing = (): undefined => undefined;
const events: MediaEvents = { connected: nothing, quiet: nothing, failed: nothing, digit: nothing, recordingEnded: nothing, recordingFailed: nothing };
const engine = new Engine({
  addresses: ['127.0.0.1'],
  ports: null,
  certificate: await createCertificate(),
  holdMusic: Buffer.alloc(160, 0xff),
  sounds: new SoundLibrary([], nothing),
  quietAfter: 3000,
  events,
});
const legs: string[] = [];

serve({
  async join(offers: string[]) {
    legs.push(...offers.map((_, index) => `leg ${index}`));
    return Promise.all(offers.map(async (offer, index) => (await engine.answer(`leg ${index}`, offer)).sdp));
  },
  conference: () => {
    for (const leg of legs) engine.hear(leg, { legs: legs.filter((other) => other !== leg) });
  },
  calls: () => {
    legs.forEach((leg, index) => engine.hear(leg, { legs: [legs[index ^ 1] ?? ''] }));
  },
  async record(folder: string) {
    for (let index = 0; index + 1 < legs.length; index += 2) {
      await engine.record(`recording ${index}`, { left: [legs[index] ?? ''], right: [legs[index + 1] ?? ''] }, join(folder, `${index}.wav`));
    }
  },
  cpu,
});
