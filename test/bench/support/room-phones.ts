import { PhoneMedia } from '../../fakes/sip-phone/media.ts';
import { serve } from './process.ts';

/* The browsers' side of `room.ts`, in a process of its own: each speaks a tone. */

const phones: PhoneMedia[] = [];

serve({
  async offer(count: number) {
    phones.push(...Array.from({ length: count }, (_, index) => new PhoneMedia(300 + index * 100)));
    const offers: string[] = [];
    for (const phone of phones) offers.push(await phone.offer());
    return offers;
  },
  async accept(answers: string[]) {
    for (const [index, answer] of answers.entries()) await phones[index]?.accept(answer);
  },
  /** Resolves when everybody hears something. */
  heard: () => Promise.all(phones.map((phone) => phone.until(() => phone.framesHeard > 50, 20_000, 'a second of sound'))).then(() => true),
  frames: () => phones.reduce((sum, { framesHeard }) => sum + framesHeard, 0),
});
