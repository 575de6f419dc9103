import { expect } from 'vitest';
import type { PbxPort } from '../../../server/ports/pbx.ts';
import { TestPhone } from '../../fakes/sip-phone/phone.ts';
import { Watch } from './watch.ts';

/** Who takes part in a test, and goes when it is over: phones in browsers, and peers we did not write, carriers and phones on desks. */
export class People {
  readonly phones: TestPhone[] = [];
  readonly #pbx: () => PbxPort;
  readonly #peers: { stop(): Promise<void> }[] = [];
  #watching = new AbortController();

  constructor(pbx: () => PbxPort) {
    this.#pbx = pbx;
  }

  /** A phone of an extension, registered; it says its tone, in Hz. */
  async phone(number: string, tone = 440): Promise<TestPhone> {
    const made = new TestPhone(this.#pbx(), number, { tone });
    this.phones.push(made);
    expect(await made.register()).toBe(200);
    return made;
  }

  peer<Peer extends { stop(): Promise<void> }>(made: Peer): Peer {
    this.#peers.push(made);
    return made;
  }

  /** What the PBX tells from here on, until everybody leaves. */
  watched(): Watch {
    this.#watching.abort();
    this.#watching = new AbortController();
    return new Watch(this.#pbx(), this.#watching.signal);
  }

  /** Ends whatever is left. */
  async leave(): Promise<void> {
    await Promise.all(this.phones.splice(0).map((phone) => phone.dispose()));
    for (const { id } of (await this.#pbx().snapshot()).calls) await this.#pbx().hangUp(id).catch(() => undefined);
    await Promise.all(this.#peers.splice(0).map((peer) => peer.stop()));
    this.#watching.abort();
  }
}
