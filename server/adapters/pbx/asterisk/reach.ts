import type { Forwarding, Reach } from '@klapka/protocol';
import type { PbxExtension } from '../../../ports/pbx-plan.ts';
import type { AmiClient } from './ami/client.ts';
import { AmiError } from './ami/errors.ts';
import { plain } from './switchboard.ts';

/** Family of Asterisk's database that `klapka-ring` in `config/extensions.conf` reads. */
const family = 'klapka-reach';

/** Tells Asterisk's database how extensions are reached, so that it holds while the gateway is down. */
export class Reaches {
  readonly #ami: AmiClient;
  /** What the database has, by number; null: nobody has looked yet. */
  #told: Map<string, string> | null = null;

  constructor(ami: AmiClient) {
    this.#ami = ami;
  }

  /** Asterisk may have lost what it was told. */
  forget(): void {
    this.#told = null;
  }

  async apply(extensions: readonly PbxExtension[]): Promise<void> {
    this.#told ??= await this.#read();
    const wanted = new Map(extensions.flatMap(({ number, reach }) => (reach ? [[number, valueOf(reach)] as const] : [])));
    for (const number of [...this.#told.keys()]) if (!wanted.has(number)) await this.#delete(number);
    for (const [number, value] of wanted) await this.#put(number, value);
  }

  async set(number: string, reach: Reach): Promise<void> {
    this.#told ??= await this.#read();
    await this.#put(number, valueOf(reach));
  }

  async #put(number: string, value: string): Promise<void> {
    if (!plain.test(number) || this.#told?.get(number) === value) return;
    await this.#ami.action('DBPut', { Family: family, Key: number, Val: value });
    this.#told?.set(number, value);
  }

  async #delete(number: string): Promise<void> {
    await this.#ami.action('DBDel', { Family: family, Key: number }).catch(missing);
    this.#told?.delete(number);
  }

  async #read(): Promise<Map<string, string>> {
    const items = await this.#ami.list('DBGetTree', { Family: family }).catch(missing);
    return new Map((items ?? []).map((item) => [item.get('Key').split('/').at(-1) ?? '', item.get('Val')]));
  }
}

/** As `klapka-ring` takes it apart. A number that cannot stand there is none. */
export function valueOf({ rings, ringSeconds, first, second, internal, external }: Reach): string {
  const numbers = ({ always, busy, noAnswer }: Forwarding): string[] => [always, busy, noAnswer].map((number) => (number !== null && plain.test(number) ? number : ''));
  return [rings ? 1 : 0, ringSeconds, first.join('-'), second.join('-'), ...numbers(internal), ...numbers(external)].join(',');
}

/** Where there is nothing of the family. */
function missing(error: unknown): undefined {
  if (!(error instanceof AmiError) || error.code !== 'REFUSED') throw error;
}
