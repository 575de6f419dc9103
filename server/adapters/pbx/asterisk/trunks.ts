import type { Clock } from '../../../ports/clock.ts';
import type { PbxEvent, PbxTrunkState } from '../../../ports/pbx.ts';
import type { PbxPlan } from '../../../ports/pbx-plan.ts';
import type { AmiClient } from './ami/client.ts';
import { AmiError } from './ami/errors.ts';
import type { AmiMessage } from './ami/message.ts';
import { trunkPrefix } from './plan/outside.ts';

export interface TrunksOptions {
  ami: AmiClient;
  clock: Clock;
  life: AbortSignal;
  tell(event: PbxEvent): void;
}

/** ms until one that is down is asked again. Asterisk itself asks less often. */
const askAgain = 4_000;

type State = PbxTrunkState['state'];

interface Line {
  registers: boolean;
  /** Whether it answers OPTIONS. */
  answers: State;
  registered: State;
  told: PbxTrunkState;
}

/** Whether calls can go through outside lines: by what they answer to OPTIONS and, where they want it, to REGISTER. */
export class Trunks {
  readonly #options: TrunksOptions;
  readonly #lines = new Map<string, Line>();

  constructor(options: TrunksOptions) {
    this.#options = options;
  }

  snapshot(): PbxTrunkState[] {
    return [...this.#lines.values()].map(({ told }) => told);
  }

  async provision({ trunks }: PbxPlan): Promise<void> {
    for (const id of this.#lines.keys()) if (!trunks.some((trunk) => trunk.id === id)) this.#lines.delete(id);
    for (const { id, registers } of trunks) {
      const line = this.#lines.get(id);
      if (line) line.registers = registers;
      else this.#lines.set(id, { registers, answers: 'unknown', registered: 'unknown', told: { id, state: 'unknown', since: this.#options.clock.now() } });
    }
    await this.load();
  }

  async load(): Promise<void> {
    if (this.#lines.size === 0) return;
    const { ami } = this.#options;
    const [contacts, registrations] = await Promise.all([
      ami.list('PJSIPShowContacts').catch(none),
      ami.list('PJSIPShowRegistrationsOutbound').catch(none),
    ]);
    for (const item of contacts) this.#answers(item.get('Endpoint') || item.get('ObjectName').split(/[;@]/)[0] || '', item.get('Status'));
    // What a registration proves itself with is in the list, too, under the same name.
    for (const item of registrations) if (item.event === 'OutboundRegistrationDetail') this.#registered(item.get('ObjectName'), item.get('Status'));
  }

  /** False: it is not about a trunk. */
  apply(event: AmiMessage): boolean {
    if (event.event === 'ContactStatus' && event.get('AOR').startsWith(trunkPrefix)) this.#answers(event.get('AOR'), event.get('ContactStatus'));
    else if (event.event === 'Registry') this.#registry(event);
    else return false;
    return true;
  }

  /** It names the account and the server, not the registration: so all are asked for. */
  #registry(event: AmiMessage): void {
    if (event.get('ChannelType').toLowerCase() === 'pjsip') void this.load().catch(() => undefined);
  }

  #answers(name: string, status: string): void {
    const line = this.#lines.get(name.slice(trunkPrefix.length));
    if (!line || !name.startsWith(trunkPrefix)) return;
    if (status === 'Reachable') line.answers = 'up';
    else if (status === 'Unreachable') line.answers = 'down';
    this.#changed(line);
  }

  #registered(name: string, status: string): void {
    const line = this.#lines.get(name.slice(trunkPrefix.length));
    if (!line || !name.startsWith(trunkPrefix)) return;
    line.registered = status === 'Registered' ? 'up' : status === 'Unregistered' ? 'unknown' : 'down';
    this.#changed(line);
  }

  #changed(line: Line): void {
    const both = line.registers ? [line.answers, line.registered] : [line.answers];
    const state: State = both.includes('down') ? 'down' : both.includes('unknown') ? 'unknown' : 'up';
    if (state === line.told.state) return;
    line.told = { id: line.told.id, state, since: this.#options.clock.now() };
    this.#options.tell({ type: 'trunk', trunk: line.told });
    if (state === 'down') this.#askLater(line);
  }

  #askLater(line: Line): void {
    const { ami, clock, life } = this.#options;
    clock.after(askAgain, () => {
      if (this.#lines.get(line.told.id) !== line || line.told.state !== 'down') return;
      // Its answer is an event.
      ami.action('PJSIPQualify', { Endpoint: trunkPrefix + line.told.id }).catch(() => undefined);
      this.#askLater(line);
    }, life);
  }
}

function none(error: unknown): AmiMessage[] {
  if (error instanceof AmiError && error.code === 'REFUSED') return [];
  throw error;
}
