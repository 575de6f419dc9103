import type { FeatureCodes } from '@klapka/protocol';
import type { RecordingState, RedirectOptions } from '../../../ports/call-actions.ts';
import type { Clock } from '../../../ports/clock.ts';
import { PbxError } from '../../../ports/pbx-error.ts';
import type { PbxExtension } from '../../../ports/pbx-plan.ts';
import { pressedCode } from './pressed-code.ts';
import type { PressedCode } from './pressed-code.ts';
import type { PromptName } from './sounds/prompts.ts';

/** ms after the last key within which the next one belongs to it. */
const betweenKeys = 2_000;

/** What a code is pressed in: an answered call of somebody else and one of our extensions. */
export interface KeyTalk {
  callId: string;
  otherLegId: string;
  by: PbxExtension;
  recording: 'on' | 'paused' | 'off';
}

interface CodeActions {
  park(legId: string, by: string, slot?: string): unknown;
  flip(legId: string, deviceId: null): unknown;
  redirect(legId: string, number: string, options: RedirectOptions): unknown;
  record(callId: string, state: RecordingState): unknown;
}

/** Asking somebody before the other side is sent on. */
export interface Consulting {
  ask(legId: string, number: string): void;
  /** Whether whoever is at this leg asks just now, answered or not. */
  asks(legId: string): boolean;
  cancel(legId: string): void;
}

export interface KeyCodesOptions {
  clock: Pick<Clock, 'after'>;
  codes(): FeatureCodes;
  /** Null: the leg is in no talk, or no extension's. */
  talkOf(legId: string): KeyTalk | null;
  actions(): CodeActions;
  /** Null: this PBX cannot. */
  consulting: Consulting | null;
  /** To whoever has pressed, alone. */
  say(legId: string, prompt: PromptName): void;
  failed(error: unknown): void;
}

interface Found {
  code: PressedCode;
  rest: string;
}

/** Codes people press in a call. The other side hears the keys as well; what is refused is said to who has pressed alone. */
export class KeyCodes {
  readonly #options: KeyCodesOptions;
  readonly #pressing = new Map<string, { keys: string; waiting: AbortController }>();

  constructor(options: KeyCodesOptions) {
    this.#options = options;
  }

  press(legId: string, key: string): void {
    const before = this.#pressing.get(legId);
    before?.waiting.abort();
    this.#pressing.delete(legId);
    const { talkOf, consulting } = this.#options;
    if (!talkOf(legId) && !consulting?.asks(legId)) return;
    const codes = consulting ? this.#options.codes() : { ...this.#options.codes(), consult: null };
    const keys = (before?.keys ?? '') + key;
    const pressed = pressedCode(codes, keys);
    // What is no code may end with the beginning of one.
    if (pressed.kind === 'none') return pressedCode(codes, key).kind === 'none' ? undefined : this.#wait(legId, key, null);
    if (pressed.kind === 'more') return this.#wait(legId, keys, pressed.found);
    if (pressed.found) this.#perform(legId, pressed.found);
  }

  /** `found`: what it is where nothing more is pressed. */
  #wait(legId: string, keys: string, found: Found | null): void {
    const waiting = new AbortController();
    this.#pressing.set(legId, { keys, waiting });
    this.#options.clock.after(betweenKeys, () => {
      this.#pressing.delete(legId);
      if (found) this.#perform(legId, found);
    }, waiting.signal);
  }

  #perform(legId: string, found: Found): void {
    this.#do(legId, found).catch((error: unknown) => {
      if (!(error instanceof PbxError)) this.#options.failed(error);
      this.#options.say(legId, found.code === 'park' || found.code === 'parkOn' ? 'pbx-parkingfailed' : found.code === 'record' ? 'not-allowed' : 'transfer-failed');
    });
  }

  async #do(legId: string, { code, rest }: Found): Promise<void> {
    const actions = this.#options.actions();
    const { consulting } = this.#options;
    if (code === 'consult' && rest === '') return consulting?.cancel(legId);
    const talk = this.#options.talkOf(legId);
    if (!talk) return;
    const { otherLegId, by: { number } } = talk;
    if (code === 'flip') await actions.flip(legId, null);
    else if (code === 'record') await this.#record(legId, talk);
    else if (code === 'park') await actions.park(otherLegId, number);
    else if (code === 'parkOn') await actions.park(otherLegId, number, rest);
    else if (code === 'consult') consulting?.ask(legId, rest);
    else if (code === 'transfer') await actions.redirect(otherLegId, rest, { by: number, returnTo: number });
  }

  /** Who may begin and end it does that; who may only pause it does so while it runs. */
  async #record(legId: string, { callId, recording, by: { recording: right = 'none' } }: KeyTalk): Promise<void> {
    const { say, actions } = this.#options;
    if (right === 'none' || (right === 'pause' && recording === 'off')) return say(legId, 'not-allowed');
    const next = recording === 'on' ? (right === 'pause' ? 'paused' : 'off') : right === 'pause' || recording === 'off' ? 'on' : 'off';
    await actions().record(callId, next);
    say(legId, next === 'on' ? 'recording-on' : 'recording-off');
  }
}
