import { describe, expect, it } from 'vitest';
import type { ChannelPort, ChannelSettings, OutgoingMessage, RawInput } from '../../../server/ports/channel.ts';

/** What every channel must do. An adapter's test calls it with a factory. */
export interface ChannelSubject {
  create(): ChannelPort;
  settings: ChannelSettings;
  /** An input that is what it says, for these settings. */
  genuine: RawInput;
}

const rubbish: RawInput[] = [
  { kind: 'http', headers: {}, query: {}, body: Buffer.alloc(0) },
  { kind: 'http', headers: { 'x-signature': '\0' }, query: { a: '' }, body: Buffer.from([0xff, 0xfe, 0x00]) },
  { kind: 'http', headers: {}, query: {}, body: Buffer.from('{"type":{"type":[]}}') },
  { kind: 'socket', origin: undefined, event: 'constructor', payload: null },
  { kind: 'socket', origin: 'null', event: '__proto__', payload: { toString: null } },
  { kind: 'socket', origin: 'https://elsewhere.example', event: 'x'.repeat(10_000), payload: 'x'.repeat(10_000) },
];
const message: OutgoingMessage = { to: 'somebody', text: 'Hello', files: [], correlation: 'correlation-1' };

/** The same input, changed in one place after it was signed or sent. */
function tampered(raw: RawInput): RawInput {
  return raw.kind === 'http' ? { ...raw, body: Buffer.concat([raw.body, Buffer.from(' ')]) } : { ...raw, origin: 'https://elsewhere.example' };
}

export function channelContract(label: string, { create, settings, genuine }: ChannelSubject): void {
  describe(`${label}, as a channel`, () => {
    const channel = create();
    const { capabilities } = channel;

    it('believes what is genuine, and nothing else', () => {
      expect(channel.verify(genuine, settings)).toBe(true);
      expect(channel.verify(tampered(genuine), settings)).toBe(false);
      expect(channel.verify(genuine, { ...settings, origins: [], secrets: {} })).toBe(false);
      for (const raw of rubbish) expect(channel.verify(raw, settings)).toBe(false);
    });

    it('drops nothing it does not understand, and never throws at it', () => {
      for (const raw of rubbish) {
        const events = channel.parse(raw);
        expect(events.map(({ type }) => type)).toEqual(['unknown']);
        for (const event of events) expect(event.type === 'unknown' ? event.what.length : 0).toBeLessThanOrEqual(64);
      }
    });

    it('knows how to end an error it has never seen', () => {
      for (const error of [new Error('new'), new TypeError('fetch failed'), null, 'text', undefined]) {
        expect(['retry', 'permanent', 'unknown']).toContain(channel.classify(error));
      }
    });

    it('looks nothing up it said it cannot, and fetches no file where it takes none', async () => {
      if (!capabilities.lookup) expect(await channel.lookup(message.correlation, settings)).toBeNull();
      if (!capabilities.files) expect(await channel.fetchMedia('no-such-file', settings, new AbortController().signal)).toBeNull();
      expect(capabilities.text.max).toBeGreaterThan(0);
    });

    it('answers a message with an outcome, not with an error', async () => {
      const { outcome } = await channel.send(message, settings, AbortSignal.abort());
      expect(['accepted', 'rejected', 'throttled', 'unknown']).toContain(outcome);
      if (capabilities.delivery === 'thread') expect(outcome).toBe('rejected');
    });
  });
}
