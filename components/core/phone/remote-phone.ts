import type { ErrorCode } from '@klapka/protocol';
import { PhoneError, type CallStat, type PhoneCall, type PhonePort, type PhoneStatus } from './phone-port.ts';

/*
 * Between the tabs of one browser, over a BroadcastChannel:
 *
 *   view                       owner
 *   hello              →       (what do you have?)
 *                      ←       state {calls}            also after every change
 *   command {id, …}    →
 *                      ←       answer {id, ok | code}
 */
type Command = { [Name in CommandName]: { name: Name; args: Parameters<PhonePort[Name]> } }[CommandName];
type CommandName = 'prepare' | 'dial' | 'answer' | 'decline' | 'hangUp' | 'setMuted' | 'setHeld' | 'setCamera' | 'sendDtmf' | 'report';
type TabMessage =
  | { kind: 'hello' }
  | { kind: 'state'; calls: readonly PhoneCall[]; error: ErrorCode | null }
  | { kind: 'command'; id: string; command: Command }
  | { kind: 'answer'; id: string; ok: true; call: PhoneCall | null; stats?: readonly CallStat[] }
  | { kind: 'answer'; id: string; ok: false; code: ErrorCode; message: string };

const commandNames: readonly string[] = ['prepare', 'dial', 'answer', 'decline', 'hangUp', 'setMuted', 'setHeld', 'setCamera', 'sendDtmf', 'report'] satisfies CommandName[];
/** An owner that was put to sleep by the browser does not answer; dialling may first ask for the microphone. */
const answerTime = 15_000;

/** The phone of another tab, seen from this one. */
export class RemotePhone implements PhonePort {
  readonly status: PhoneStatus = 'elsewhere';
  error: ErrorCode | null = null;
  calls: readonly PhoneCall[] = [];

  #channel: BroadcastChannel;
  #signal: AbortSignal;
  #listeners = new Set<() => void>();
  #waiting = new Map<string, (message: TabMessage & { kind: 'answer' }) => void>();

  constructor(channel: BroadcastChannel, signal: AbortSignal) {
    this.#channel = channel;
    this.#signal = signal;
    channel.addEventListener('message', (event) => this.#receive(event.data), { signal });
    this.#send({ kind: 'hello' });
  }

  onChange(listener: () => void, signal: AbortSignal): void {
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true });
  }

  async start(): Promise<void> {}
  async stop(): Promise<void> {}

  prepare(): void {
    this.#send({ kind: 'command', id: '', command: { name: 'prepare', args: [] } });
  }

  async dial(number: string): Promise<PhoneCall> {
    const { call } = await this.#ask({ name: 'dial', args: [number] });
    if (!call) throw new PhoneError('INTERNAL', 'The other tab answered without a call');
    return call;
  }

  async answer(callId: string): Promise<void> {
    await this.#ask({ name: 'answer', args: [callId] });
  }

  async decline(callId: string): Promise<void> {
    await this.#ask({ name: 'decline', args: [callId] });
  }

  async hangUp(callId: string): Promise<void> {
    await this.#ask({ name: 'hangUp', args: [callId] });
  }

  setMuted(callId: string, muted: boolean): void {
    this.#send({ kind: 'command', id: '', command: { name: 'setMuted', args: [callId, muted] } });
  }

  async setHeld(callId: string, held: boolean): Promise<void> {
    await this.#ask({ name: 'setHeld', args: [callId, held] });
  }

  async setCamera(callId: string, on: boolean): Promise<void> {
    await this.#ask({ name: 'setCamera', args: [callId, on] });
  }

  picturesOf(): null {
    return null;
  }

  sendDtmf(callId: string, tones: string): void {
    this.#send({ kind: 'command', id: '', command: { name: 'sendDtmf', args: [callId, tones] } });
  }

  async report(callId: string): Promise<readonly CallStat[]> {
    return (await this.#ask({ name: 'report', args: [callId] })).stats ?? [];
  }

  #ask(command: Command): Promise<TabMessage & { kind: 'answer'; ok: true }> {
    const id = crypto.randomUUID();
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(id);
      };
      const timer = setTimeout(() => {
        done();
        reject(new PhoneError('TIMED_OUT', 'The tab that owns the phone did not answer'));
      }, answerTime);
      this.#signal.addEventListener('abort', done, { once: true });
      this.#waiting.set(id, (answer) => {
        done();
        if (answer.ok) resolve(answer);
        else reject(new PhoneError(answer.code, answer.message));
      });
      this.#send({ kind: 'command', id, command });
    });
  }

  #receive(data: unknown): void {
    if (!isTabMessage(data)) return;
    if (data.kind === 'answer') this.#waiting.get(data.id)?.(data);
    if (data.kind !== 'state') return;
    this.calls = data.calls;
    this.error = data.error;
    for (const listener of [...this.#listeners]) listener();
  }

  #send(message: TabMessage): void {
    if (!this.#signal.aborted) this.#channel.postMessage(message);
  }
}

/** Lets the other tabs see this phone and command it. */
export function shareWithTabs(phone: PhonePort, channel: BroadcastChannel, signal: AbortSignal): void {
  const send = (message: TabMessage) => {
    if (!signal.aborted) channel.postMessage(message);
  };
  const tell = () => send({ kind: 'state', calls: phone.calls, error: phone.error });
  phone.onChange(tell, signal);
  channel.addEventListener(
    'message',
    (event) => {
      const data: unknown = event.data;
      if (!isTabMessage(data)) return;
      if (data.kind === 'hello') tell();
      if (data.kind === 'command') void obey(phone, data.id, data.command, send);
    },
    { signal },
  );
  tell();
}

async function obey(phone: PhonePort, id: string, command: Command, send: (message: TabMessage) => void): Promise<void> {
  try {
    if (command.name === 'report') return send({ kind: 'answer', id, ok: true, call: null, stats: await phone.report(...command.args) });
    const call = await carryOut(phone, command);
    send({ kind: 'answer', id, ok: true, call: call ?? null });
  } catch (error) {
    const known = error instanceof PhoneError ? error : new PhoneError('INTERNAL', 'The phone failed');
    send({ kind: 'answer', id, ok: false, code: known.code, message: known.message });
  }
}

async function carryOut(phone: PhonePort, command: Exclude<Command, { name: 'report' }>): Promise<PhoneCall | void> {
  switch (command.name) {
    case 'prepare':
      return phone.prepare();
    case 'dial':
      return phone.dial(...command.args);
    case 'answer':
      return phone.answer(...command.args);
    case 'decline':
      return phone.decline(...command.args);
    case 'hangUp':
      return phone.hangUp(...command.args);
    case 'setMuted':
      return phone.setMuted(...command.args);
    case 'setHeld':
      return phone.setHeld(...command.args);
    case 'setCamera':
      return phone.setCamera(...command.args);
    case 'sendDtmf':
      return phone.sendDtmf(...command.args);
  }
}

/** The channel carries only messages of this file, but a page of an older build may still be open in another tab. */
function isTabMessage(data: unknown): data is TabMessage {
  if (typeof data !== 'object' || data === null || !('kind' in data)) return false;
  switch (data.kind) {
    case 'hello':
      return true;
    case 'state':
      return 'calls' in data && Array.isArray(data.calls);
    case 'answer':
      return 'id' in data && 'ok' in data;
    case 'command': {
      if (!('command' in data) || typeof data.command !== 'object' || data.command === null) return false;
      return 'name' in data.command && commandNames.includes(String(data.command.name));
    }
    default:
      return false;
  }
}
