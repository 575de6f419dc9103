import { PbxError } from '../../../../ports/pbx-error.ts';
import type { PbxExtension } from '../../../../ports/pbx-plan.ts';
import { spoken } from '../../shared/sounds/prompts.ts';
import type { PromptName } from '../../shared/sounds/prompts.ts';
import type { Directory, SwitchboardActions } from './actions.ts';
import type { Call } from './call.ts';
import { pressedCode } from './codes.ts';
import type { PressedCode } from './codes.ts';
import type { DialPlan } from './dial-plan.ts';
import type { SipLeg } from './leg.ts';

/** ms after the last key within which the next one belongs to it. */
const betweenKeys = 2_000;

interface Found {
  code: PressedCode;
  rest: string;
}

type ActingDirectory = Directory & { readonly actions: Pick<SwitchboardActions, 'park' | 'flip' | 'redirect' | 'record'> };

interface Pressing {
  keys: string;
  timer: NodeJS.Timeout | null;
}

/** Codes people press in a call. The other side hears the keys as well; what is refused is said to who has pressed alone. */
export class KeyCodes {
  readonly #directory: ActingDirectory;
  readonly #dialPlan: Pick<DialPlan, 'plan' | 'extension'>;
  readonly #log: (message: string) => void;
  readonly #pressing = new WeakMap<SipLeg, Pressing>();

  constructor(directory: ActingDirectory, dialPlan: Pick<DialPlan, 'plan' | 'extension'>, log: (message: string) => void) {
    this.#directory = directory;
    this.#dialPlan = dialPlan;
    this.#log = log;
  }

  press(leg: SipLeg, key: string): void {
    if (!this.#dialPlan.extension(leg.device.extensionNumber)) return;
    const before = this.#pressing.get(leg);
    if (before?.timer) clearTimeout(before.timer);
    const { featureCodes } = this.#dialPlan.plan;
    const keys = (before?.keys ?? '') + key;
    const pressed = pressedCode(featureCodes, keys);
    // What is no code may end with the beginning of one.
    if (pressed.kind === 'none') return this.#begin(leg, pressedCode(featureCodes, key).kind === 'none' ? '' : key);
    if (pressed.kind === 'more') return this.#begin(leg, keys, pressed.found);
    this.#begin(leg, '');
    if (pressed.found) this.#perform(leg, pressed.found);
  }

  /** `found`: what it is where nothing more is pressed. */
  #begin(leg: SipLeg, keys: string, found: Found | null = null): void {
    if (keys === '') return void this.#pressing.delete(leg);
    const timer = setTimeout(() => {
      this.#pressing.delete(leg);
      if (found) this.#perform(leg, found);
    }, betweenKeys);
    this.#pressing.set(leg, { keys, timer });
  }

  #perform(leg: SipLeg, found: Found): void {
    this.#do(leg, found).catch((error: unknown) => {
      if (!(error instanceof PbxError)) this.#log(`A code that was pressed could not be done: ${String(error)}`);
      this.#say(leg, found.code === 'park' || found.code === 'parkOn' ? 'pbx-parkingfailed' : found.code === 'record' ? 'not-allowed' : 'transfer-failed');
    });
  }

  async #do(leg: SipLeg, { code, rest }: Found): Promise<void> {
    const { actions } = this.#directory;
    const call = this.#directory.legOf(leg.id)?.call;
    const by = this.#dialPlan.extension(leg.device.extensionNumber);
    const [other] = call?.participants.filter((candidate) => candidate !== leg) ?? [];
    if (!call?.state.is('answered') || !by || !other) return;
    if (code === 'flip') await actions.flip(leg.id, null);
    else if (code === 'record') await this.#record(call, leg, by);
    else if (code === 'park') await actions.park(other.id, by.number);
    else if (code === 'parkOn') await actions.park(other.id, by.number, rest);
    else if (code === 'transfer') await actions.redirect(other.id, rest, { by: by.number, returnTo: by.number });
  }

  /** Who may begin and end it does that; who may only pause it does so while it runs. */
  async #record(call: Call, leg: SipLeg, { recording: right = 'none' }: PbxExtension): Promise<void> {
    const state = call.recording?.state ?? 'off';
    if (right === 'none' || (right === 'pause' && state === 'off')) return this.#say(leg, 'not-allowed');
    if (right === 'pause') await this.#directory.actions.record(call.id, state === 'on' ? 'paused' : 'on');
    else await this.#directory.actions.record(call.id, state === 'off' ? 'on' : 'off');
    this.#say(leg, call.recording?.state === 'on' ? 'recording-on' : 'recording-off');
  }

  #say(leg: SipLeg, name: PromptName): void {
    const { board } = this.#directory;
    void board.media.call('announce', leg.id, [spoken(this.#dialPlan.plan.language, name)]).catch(() => undefined);
  }
}
