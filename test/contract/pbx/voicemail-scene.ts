import { createHash } from 'node:crypto';
import { afterEach, expect } from 'vitest';
import { MailboxRules } from '@klapka/protocol';
import { wavHeader } from '../../../server/adapters/pbx/shared/wav.ts';
import type { MailboxActions, PbxVoicemail } from '../../../server/ports/mailbox-actions.ts';
import type { PbxMailbox, PbxPlan } from '../../../server/ports/pbx-plan.ts';
import type { PhoneCall } from '../../fakes/sip-phone/call.ts';
import type { TestPhone } from '../../fakes/sip-phone/phone.ts';
import type { Scene } from './actions/scene.ts';

/** What greets a caller, in Hz; nobody speaks it. */
export const greetingTone = 700;

/** So many seconds of a tone as a WAV of 8 kHz and 16 bits. */
export function toneWav(frequency: number, seconds: number): Buffer {
  const samples = Int16Array.from({ length: 8000 * seconds }, (_, index) => 8000 * Math.sin((2 * Math.PI * frequency * index) / 8000));
  return Buffer.concat([wavHeader(1, samples.byteLength), Buffer.from(samples.buffer)]);
}

export const nameOfSound = (wav: Buffer): string => createHash('sha256').update(wav).digest('base64url');

const greeting = toneWav(greetingTone, 1);

/** A mailbox that greets with a tone for a second. */
export const mailboxOf = (number: string, name: string, rules: Partial<PbxMailbox> = {}): PbxMailbox =>
  ({ ...MailboxRules.parse({}), greeting: nameOfSound(greeting), number, name, listeners: [number], ...rules });

/** Bert and Cyril have mailboxes. */
export class MailboxScene {
  readonly scene: Scene;

  constructor(scene: Scene) {
    this.scene = scene;
    afterEach(async () => {
      for (const number of ['1001', '1002', '1003', '630']) for (const { id } of await this.mailboxes.list(number)) await this.mailboxes.remove(number, id);
      await scene.provision();
    });
  }

  get mailboxes(): MailboxActions {
    return this.scene.pbx.mailboxes;
  }

  get keys(): Scene['subject']['voicemail']['keys'] {
    return this.scene.subject.voicemail.keys;
  }

  /** Before the first phone of a test. */
  async open(mailboxes: readonly PbxMailbox[] = [mailboxOf('1002', 'Bert'), mailboxOf('1003', 'Cyril')], more: Partial<PbxPlan> = {}): Promise<void> {
    this.scene.start();
    await this.scene.pbx.putSound(nameOfSound(greeting), greeting);
    await this.scene.provision({ ...more, mailboxes });
  }

  /** The phone is greeted and hears the tone that it may speak. */
  async greeted(call: PhoneCall): Promise<void> {
    await call.answered;
    await call.hears(greetingTone);
    await this.hearsBeep(call);
  }

  hearsBeep(call: PhoneCall): Promise<void> {
    return call.hears(this.scene.subject.voicemail.beep);
  }

  /** Nothing is to be heard meanwhile, so it is counted what the phone says. */
  async speaks(call: PhoneCall, seconds: number): Promise<void> {
    const from = call.media.framesSent;
    await expect.poll(() => call.media.framesSent, { timeout: seconds * 1000 + 4000 }).toBeGreaterThan(from + seconds * 50);
  }

  /** Speaks a second and a half after the tone and ends it with a key. */
  async leaves(phone: TestPhone, number: string): Promise<{ call: PhoneCall; message: PbxVoicemail }> {
    const before = this.told.length;
    const call = await phone.dial(number);
    await this.greeted(call);
    await this.speaks(call, 1.5);
    call.media.press('#');
    const message = await this.message(before);
    call.hangUp();
    return { call, message };
  }

  /** All that was told of messages. */
  get told(): PbxVoicemail[] {
    return this.scene.watch.events.flatMap((event) => (event.type === 'voicemail' ? [event.voicemail] : []));
  }

  /** The next that is told, after so many. */
  async message(after: number): Promise<PbxVoicemail> {
    const told = this.told[after];
    if (told) return told;
    const event = await this.scene.watch.next(({ type }) => type === 'voicemail', 'a message');
    if (event.type !== 'voicemail') throw new Error('no message');
    return event.voicemail;
  }

  /** The phone listens to its own mailbox and is told what is in it. */
  async listens(phone: TestPhone, number = '*2'): Promise<PhoneCall> {
    const call = await phone.dial(number);
    await call.answered;
    await this.scene.hearsWords(call);
    return call;
  }
}
