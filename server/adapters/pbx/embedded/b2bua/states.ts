/**
 * The states of a call and of its legs, drawn once:
 *
 * ```
 * call   routing ──▶ ringing ◀──▶ answered ──▶ ended
 *            └───────────────────────▲  (what the PBX answers itself does not ring; what is sent on rings again; any state may end)
 *
 * caller dialling ──────────────▶ talking ──▶ ended
 *            └─────────────────────────────────▲
 * callee dialling ──▶ ringing ──▶ talking ──▶ ended
 *            └───────────┴─────────▲  (a phone may answer without ringing; any state may end)
 * ```
 *
 * A transition that is not drawn does not happen: `advance` says no and the caller leaves things as they are. That is
 * how races end (two phones answer at once, CANCEL crosses 200, BYE crosses BYE).
 */
export const callTransitions = {
  routing: ['ringing', 'answered', 'ended'],
  ringing: ['answered', 'ended'],
  answered: ['ringing', 'ended'],
  ended: [],
} as const satisfies Record<string, readonly string[]>;

export const legTransitions = {
  dialling: ['ringing', 'talking', 'ended'],
  ringing: ['talking', 'ended'],
  talking: ['ended'],
  ended: [],
} as const satisfies Record<string, readonly string[]>;

type Table = Record<string, readonly string[]>;

/** A state that only moves along its table. */
export class State<T extends Table> {
  readonly #table: T;
  #current: keyof T & string;

  constructor(table: T, initial: keyof T & string) {
    this.#table = table;
    this.#current = initial;
  }

  get current(): keyof T & string {
    return this.#current;
  }

  is(...states: (keyof T & string)[]): boolean {
    return states.includes(this.#current);
  }

  /** Moves on and says `true`, or leaves everything and says `false`. */
  advance(next: keyof T & string): boolean {
    if (!this.#table[this.#current]?.includes(next)) return false;
    this.#current = next;
    return true;
  }
}
