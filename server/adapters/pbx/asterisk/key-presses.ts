import type { Clock } from '../../../ports/clock.ts';
import type { CallActions } from '../../../ports/call-actions.ts';
import type { Logger } from '../../../ports/logger.ts';
import type { PbxExtension, PbxPlan } from '../../../ports/pbx-plan.ts';
import { KeyCodes } from '../shared/key-codes.ts';
import type { KeyTalk } from '../shared/key-codes.ts';
import type { PromptName } from '../shared/sounds/prompts.ts';
import type { AmiMessage } from './ami/message.ts';
import type { Calls } from './calls.ts';
import type { Switchboard } from './switchboard.ts';
import { participants } from './tracked.ts';
import { causeNormal } from './translate.ts';

export interface KeyPressesOptions {
  calls: Calls;
  switchboard: Switchboard;
  clock: Clock;
  logger: Logger;
  actions: CallActions;
  /** Whether the dialplan is ours, which says things. */
  able: boolean;
  plan(): PbxPlan;
  extension(number: string): PbxExtension | undefined;
}

/** Of Asterisk's database: whoever is made quiet. */
const folder = 'klapka-hushed';
/** What loudness is divided by. */
const inaudible = '-250';

/** Keys that are pressed in calls, which Asterisk passes on to the other side and tells of, and what is said to who has pressed. */
export class KeyPresses {
  readonly #options: KeyPressesOptions;
  readonly #codes: KeyCodes;
  /** What is said now, by the leg it is said to: the unique id of the channel that speaks. */
  readonly #speaking = new Map<string, string>();

  constructor(options: KeyPressesOptions) {
    const { clock, logger, actions, plan } = options;
    this.#options = options;
    this.#codes = new KeyCodes({
      clock,
      codes: () => plan().featureCodes,
      talkOf: (legId) => this.#talkOf(legId),
      actions: () => actions,
      consulting: null,
      say: (legId, prompt) => void this.#say(legId, prompt),
      failed: (error) => logger.error({ err: error }, 'A code that was pressed could not be done'),
    });
  }

  /** Whether the event was about keys. */
  heard(event: AmiMessage): boolean {
    if (this.#options.able && event.event === 'DTMFEnd' && event.get('Direction') === 'Received') this.#codes.press(event.get('Uniqueid'), event.get('Digit'));
    return event.event === 'DTMFEnd' || event.event === 'DTMFBegin';
  }

  /** What the gateway before this one was saying is over: whoever was made quiet for it is heard again. */
  async load(): Promise<void> {
    const { switchboard } = this.#options;
    for (const [uniqueId] of await switchboard.notes(folder)) await this.#hush(uniqueId, false);
  }

  #talkOf(legId: string): KeyTalk | null {
    const { call, leg } = this.#options.calls.legOf(legId) ?? {};
    if (!call || !leg || leg.outsider || call.state !== 'answered') return null;
    const taking = participants(call);
    const [by, other] = [this.#options.extension(leg.endpoint), taking.find((one) => one !== leg)];
    return by && other && taking.includes(leg) ? { callId: call.id, otherLegId: other.uniqueId, by, recording: call.recording ?? 'off' } : null;
  }

  /** Of two, the other one is not heard meanwhile. */
  async #say(legId: string, prompt: PromptName): Promise<void> {
    const { calls, switchboard, clock, plan } = this.#options;
    const { call, leg } = calls.legOf(legId) ?? {};
    if (!call || !leg) return;
    const others = participants(call).filter((one) => one !== leg);
    const hushed = others.length === 1 ? others[0]?.uniqueId : undefined;
    const before = this.#speaking.get(legId);
    const uniqueId = switchboard.newId(clock.now());
    this.#speaking.set(legId, uniqueId);
    if (before !== undefined) await switchboard.hangUp([before], causeNormal);
    const over = (): void => {
      if (this.#speaking.get(legId) !== uniqueId) return;
      this.#speaking.delete(legId);
      if (hushed !== undefined) void this.#hush(hushed, false);
    };
    calls.expect(uniqueId, { callId: call.id, role: 'monitor', answered: () => undefined, gone: over });
    if (hushed !== undefined) await this.#hush(hushed, true);
    if (await switchboard.whisper({ uniqueId, channel: leg.name, prompt, language: plan().language })) return;
    calls.unexpect(uniqueId);
    over();
  }

  /** A leg is not to be heard for a moment, but goes on speaking: Asterisk mixes what it says into that alone. */
  async #hush(uniqueId: string, hushed: boolean): Promise<void> {
    const { calls, switchboard } = this.#options;
    if (hushed) await switchboard.note(folder, uniqueId, '1');
    const name = calls.nameOf(uniqueId);
    if (name !== undefined) await switchboard.set(name, { 'VOLUME(RX)': hushed ? inaudible : '0' });
    if (!hushed) await switchboard.forget(folder, uniqueId);
  }
}
