import type { Account, ErrorCode } from '@klapka/protocol';
import type { AudioDevices } from '../devices/devices.ts';
import { MicrophoneError } from '../devices/microphone-error.ts';
import type { PhoneCall, PhonePort, PhoneStatus } from '../phone/phone-port.ts';
import { PhoneError } from '../phone/phone-port.ts';
import type { SessionStatus } from '../session.ts';
import { heard } from './level.ts';
import type { CheckListener, CheckOutcome, CheckResult, CheckStep, DeviceCheckPort } from './device-check-port.ts';

export interface DeviceCheckDeps {
  devices: AudioDevices;
  phone: PhonePort;
  /** Where the session stands now, and as whom. */
  session(): { status: SessionStatus; account: Account | null };
}

type Finding = Omit<CheckResult, 'step'>;
const finding = (outcome: CheckOutcome, code: ErrorCode | null = null, found = ''): Finding => ({ outcome, code, found });

/** How long somebody has to say something, ms. */
const listenFor = 6_000;
/** How long a call may take to be answered, and then how long it has to carry audio, ms. */
const answerWithin = 8_000;
const callFor = 5_500;

const phoneFindings: Partial<Record<PhoneStatus, Finding>> = {
  registered: finding('ok'),
  // The phone is in another tab of this browser: it works, but not from here.
  elsewhere: finding('skipped', 'SIGNED_IN_ELSEWHERE'),
};

export class DeviceCheck implements DeviceCheckPort {
  readonly #deps: DeviceCheckDeps;

  constructor(deps: DeviceCheckDeps) {
    this.#deps = deps;
  }

  async run(listener: CheckListener, signal: AbortSignal): Promise<void> {
    const results = new Map<CheckStep, CheckOutcome>();
    const steps: [CheckStep, CheckStep[], () => Finding | Promise<Finding>][] = [
      ['page', [], () => this.#page()],
      ['microphone', ['page'], () => this.#microphone()],
      ['level', ['microphone'], () => this.#level(listener, signal)],
      ['sound', [], () => this.#sound()],
      ['gateway', [], () => this.#gateway()],
      ['phone', ['gateway'], () => this.#phone()],
      ['call', ['microphone', 'phone'], () => this.#call(signal)],
    ];
    for (const [step, needs, look] of steps) {
      if (signal.aborted) return;
      listener.onStart(step);
      const possible = needs.every((need) => results.get(need) === 'ok' || results.get(need) === 'warning');
      const found = possible ? await look() : finding('skipped');
      // Broken off in the middle of it: nothing was found out.
      if (signal.aborted) return;
      results.set(step, found.outcome);
      listener.onResult({ step, ...found });
    }
  }

  #page(): Finding {
    const { permission } = this.#deps.devices;
    if (permission === 'insecure') return finding('failed', 'INSECURE_CONTEXT');
    return permission === 'blocked-by-policy' ? finding('failed', 'MICROPHONE_BLOCKED_BY_POLICY') : finding('ok');
  }

  async #microphone(): Promise<Finding> {
    return this.#open((track) => finding('ok', null, track.label));
  }

  #level(listener: CheckListener, signal: AbortSignal): Promise<Finding> {
    const context = this.#deps.devices.audioContext();
    if (!context) return Promise.resolve(finding('skipped'));
    return this.#open(async (track) => {
      const something = await heard({ context, track, within: listenFor, onLevel: (level) => listener.onLevel(level), signal });
      return something ? finding('ok') : finding('warning', 'MICROPHONE_SILENT');
    });
  }

  async #open(look: (track: MediaStreamTrack) => Finding | Promise<Finding>): Promise<Finding> {
    let stream: MediaStream | null = null;
    try {
      stream = await this.#deps.devices.openMicrophone();
      const [track] = stream.getAudioTracks();
      return track ? await look(track) : finding('failed', 'MICROPHONE_MISSING');
    } catch (error) {
      return finding('failed', error instanceof MicrophoneError ? error.code : 'INTERNAL');
    } finally {
      for (const track of stream?.getTracks() ?? []) track.stop();
    }
  }

  #sound(): Finding {
    return finding(this.#deps.devices.soundLocked ? 'warning' : 'ok');
  }

  #gateway(): Finding {
    return this.#deps.session().status === 'connected' ? finding('ok') : finding('failed', 'NOT_CONNECTED');
  }

  #phone(): Finding {
    const { phone } = this.#deps;
    return phoneFindings[phone.status] ?? finding('failed', phone.error ?? 'NOT_CONNECTED');
  }

  async #call(signal: AbortSignal): Promise<Finding> {
    const { phone, session } = this.#deps;
    const number = session().account?.phone?.echoNumber;
    // Somebody who talks is not to be put on hold for a check, and has the answer already.
    const busy = phone.calls.some((call) => call.state !== 'ended');
    if (number === undefined || busy) return finding('skipped', busy ? 'BUSY' : 'NOT_SUPPORTED');
    try {
      const { id } = await phone.dial(number);
      const found = await this.#listenTo(id, signal);
      await phone.hangUp(id).catch(() => undefined);
      return found;
    } catch (error) {
      return finding('failed', error instanceof PhoneError ? error.code : 'INTERNAL');
    }
  }

  /** Follows the call to the echo: it has to be answered, and then to last without a complaint about its audio. */
  #listenTo(id: string, signal: AbortSignal): Promise<Finding> {
    const { phone } = this.#deps;
    const over = new AbortController();
    return new Promise<Finding>((resolve) => {
      let timer = setTimeout(() => resolve(finding('failed', 'NO_ANSWER')), answerWithin);
      let talking = false;
      const look = (): void => {
        const call = phone.calls.find((one) => one.id === id);
        if (!call || call.state === 'ended') return resolve(finding('failed', codeOf(call)));
        if (call.error) return resolve(finding('failed', call.error));
        if (call.state !== 'talking' || talking) return;
        talking = true;
        clearTimeout(timer);
        timer = setTimeout(() => resolve(finding('ok')), callFor);
      };
      const stop = (): void => resolve(finding('skipped'));
      over.signal.addEventListener('abort', () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
      }, { once: true });
      signal.addEventListener('abort', stop, { once: true });
      phone.onChange(look, over.signal);
      look();
    }).finally(() => over.abort());
  }
}

/** Why the call to the echo ended by itself. */
function codeOf(call: PhoneCall | undefined): ErrorCode {
  if (call?.error) return call.error;
  return call?.endReason === 'unknown-number' ? 'UNKNOWN_NUMBER' : 'PBX_UNAVAILABLE';
}
