import type { AttemptOutcome } from './attempt.ts';
import type { Call } from './call.ts';
import type { OutsideDestination } from './switchboard.ts';
import type { App } from './visit.ts';

const minute = 60_000;

/** Calls begun to the outside within the last minute, by the extension whose rights they use: what toll fraud runs against. */
export class OutsideCalls {
  readonly #begun = new Map<string, number[]>();

  /** Whether one more may begin; if so, it is counted. */
  take(extensionNumber: string, most: number, now: number): boolean {
    const recent = (this.#begun.get(extensionNumber) ?? []).filter((at) => at > now - minute);
    if (recent.length < most) recent.push(now);
    else {
      this.#begun.set(extensionNumber, recent);
      return false;
    }
    this.#begun.set(extensionNumber, recent);
    return true;
  }
}

/** Calls of others that one extension may have sent outside at once: more of them go round between two that forward to each other. */
export const maximumSentOutside = 3;

/** Tries the carriers one after the other for the one who waits. */
export function goOut(call: Call, { by, party, lines }: OutsideDestination, failed: AttemptOutcome['failed']): void {
  if (!call.board.mayGoOut(by, call)) return failed('forbidden', 'pbx');
  call.outside ??= 'out';
  call.outsideFor = by;
  const [line, ...inTurn] = lines();
  if (line) call.ringForCaller({ to: party, inTurn }, [line], failed);
  else failed('failed', 'pbx');
}

/** Says something and hangs up. */
export const says = (...prompts: string[]): App => ({ run: (visit) => visit.say(prompts) });
