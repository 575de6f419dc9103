import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PbxPlan } from '../../../../ports/pbx-plan.ts';
import type { AmiClient } from '../ami/client.ts';
import type { Ari } from '../ari.ts';
import { numbers } from './numbers.ts';
import { outside, trunkName, trunkObjects } from './outside.ts';
import { places, soundsFolder } from './places.ts';
import { queueFile } from './queues-conf.ts';
import { soundFile } from './sound-file.ts';

export interface PlanFilesOptions {
  ami: AmiClient;
  ari: Ari;
  folder: string;
  /** Seconds of silence after which a message is over. */
  silence: number;
}

/** The plan as Asterisk's configuration: files that are replaced as a whole, and read anew where they have changed. */
export class PlanFiles {
  readonly #options: PlanFilesOptions;
  /** What Asterisk has read, by file. */
  readonly #read = new Map<string, string>();
  readonly #trunks = new Set<string>();

  constructor(options: PlanFilesOptions) {
    this.#options = options;
  }

  /** Asterisk may have lost what it was told. */
  forget(): void {
    this.#read.clear();
  }

  async apply(plan: PbxPlan): Promise<void> {
    // All texts first: a plan that cannot be written leaves everything as it was.
    const [trunks, queues, dialplan] = [trunkObjects(plan), queueFile(plan), planDialplan(plan, this.#options.silence)];
    await this.#putPasswords(plan);
    // What the dialplan names is there before it.
    await this.#replace('klapka-trunks.conf', trunks, 'res_pjsip.so');
    await this.#replace('klapka-queues.conf', queues, 'app_queue.so');
    await this.#replace('klapka-plan.conf', dialplan, 'pbx_config.so');
    await this.#deletePasswords(plan);
  }

  /** Where a greeting or an announcement is found by its name. */
  async putSound(name: string, wav: Uint8Array): Promise<void> {
    const { ending, bytes } = soundFile(wav);
    const folder = join(this.#options.folder, soundsFolder);
    await mkdir(folder, { recursive: true, mode: 0o755 });
    await replaceFile(join(folder, `${name}.${ending}`), bytes);
  }

  async #replace(name: string, text: string, module: string): Promise<void> {
    if (this.#read.get(name) === text) return;
    await replaceFile(join(this.#options.folder, name), text);
    await this.#options.ami.action('Reload', { Module: module });
    this.#read.set(name, text);
  }

  async #putPasswords({ trunks }: PbxPlan): Promise<void> {
    for (const { id, username, password } of trunks) {
      if (username === null) continue;
      await this.#options.ari.put('auth', trunkName(id), { auth_type: 'userpass', username, password: password ?? '' });
      this.#trunks.add(id);
    }
  }

  async #deletePasswords({ trunks }: PbxPlan): Promise<void> {
    const gone = [...this.#trunks].filter((id) => !trunks.some((trunk) => trunk.id === id && trunk.username !== null));
    for (const id of gone) {
      await this.#options.ari.delete('auth', trunkName(id));
      this.#trunks.delete(id);
    }
  }
}

/** klapka-plan.conf. */
export function planDialplan(plan: PbxPlan, silence: number): string {
  return [
    '; Written by the gateway, again and again: changes are lost.', '[globals](+)', `KLAPKA_RATE=${plan.outsideCallsPerMinute}`, `KLAPKA_SILENCE=${silence}`,
    ...numbers(plan), ...places(plan), ...outside(plan), '',
  ].join('\n');
}

/** Asterisk never reads half of it. */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${path}.new`, content, { mode: 0o644 });
  await rename(`${path}.new`, path);
}
