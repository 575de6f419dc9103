import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { toneFrame, fromUlaw } from '../sip-phone/tones.ts';
import { freePort } from './ports.ts';
import { findProgram } from './program.ts';

/** baresip, a desk phone nobody here wrote. It speaks a tone from a file and writes what it hears into another one. */
export const baresip = findProgram('baresip', 'baresip-core');

const modules = 'module_path /usr/lib/baresip/modules\nmodule g711.so\nmodule aufile.so\nmodule aubridge.so\nmodule sndfile.so\nmodule account.so\nmodule menu.so\nmodule ctrl_tcp.so\n';

/** A WAV of 16 bits, 8 kHz, mono. */
function toneFile(frequency: number, seconds: number): Buffer {
  const samples = Array.from({ length: seconds * 50 }, (_, frame) => [...toneFrame(frequency, frame)].map(fromUlaw)).flat();
  const head = Buffer.alloc(44);
  head.write('RIFF');
  head.writeUInt32LE(36 + samples.length * 2, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(16000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length * 2, 40);
  return Buffer.concat([head, Buffer.from(Int16Array.from(samples).buffer)]);
}

export interface BaresipOptions {
  /** Where it registers, host and port. */
  registrar: string;
  number: string;
  password: string;
  /** Hz */
  tone: number;
  /** Whether it takes calls by itself. */
  answers: boolean;
}

export class Baresip {
  readonly port: number;
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly #control: Socket;
  #said: string;
  readonly #listeners = new Set<() => void>();

  private constructor(port: number, folder: string, child: ChildProcess, control: Socket, said: string) {
    this.port = port;
    this.#folder = folder;
    this.#child = child;
    this.#control = control;
    this.#said = said;
    control.on('data', (text: Buffer) => this.#hear(text.toString()));
    control.on('error', () => undefined);
  }

  static async start({ registrar, number, password, tone, answers }: BaresipOptions): Promise<Baresip> {
    const folder = mkdtempSync(join(tmpdir(), 'klapka-baresip-'));
    const [port, control, media] = [await freePort(), await freePort(), await freePort()];
    writeFileSync(join(folder, 'tone.wav'), toneFile(tone, 60));
    writeFileSync(join(folder, 'accounts'), `<sip:${number}@${registrar}>;auth_pass=${password};regint=60;answermode=${answers ? 'auto' : 'manual'};audio_codecs=PCMU\n`);
    writeFileSync(join(folder, 'config'), [
      `sip_listen 127.0.0.1:${port}`, `audio_source aufile,${folder}/tone.wav`, 'audio_player aubridge,none', `snd_path ${folder}`, 'audio_alert aufile,/dev/null', 'audio_srate 8000',
      `rtp_ports ${media}-${Math.min(65_500, media + 20)}`, 'rtp_timeout 0', `ctrl_tcp_listen 127.0.0.1:${control}`, modules,
    ].join('\n'));
    const child = spawn(baresip ?? 'baresip', ['-f', folder], { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder });
    let said = '';
    await new Promise<void>((resolve, reject) => {
      const read = (text: Buffer): void => {
        said += text.toString();
        if (/baresip is ready/.test(said)) resolve();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', () => reject(new Error(`baresip has ended: ${said}`)));
    });
    const socket = connect(control, '127.0.0.1');
    await once(socket, 'connect');
    const made = new Baresip(port, folder, child, socket, said);
    child.stdout.on('data', (text: Buffer) => made.#hear(text.toString()));
    child.stderr.on('data', (text: Buffer) => made.#hear(text.toString()));
    return made;
  }

  #hear(text: string): void {
    this.#said += text;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Resolves when it says this, or has said it. */
  says(pattern: RegExp, patience = 8000): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#listeners.delete(check);
      };
      const check = (): void => {
        if (!pattern.test(this.#said)) return;
        done();
        resolve();
      };
      const timer = setTimeout(() => {
        done();
        reject(new Error(`baresip did not say ${pattern.source}: ${this.#said.slice(-2000)}`));
      }, patience);
      this.#listeners.add(check);
      check();
    });
  }

  /** One of its commands, `dial`, `hangup`, `hold`, `resume`, `sndcode`. */
  does(command: string, params = ''): void {
    const text = JSON.stringify({ command, params });
    this.#control.write(`${Buffer.byteLength(text)}:${text},`);
  }

  /** What it has heard in its last call, 16 bits, 8 kHz. */
  get heard(): Int16Array {
    const name = readdirSync(this.#folder).filter((file) => file.endsWith('-dec.wav')).toSorted().at(-1);
    const file = name === undefined ? Buffer.alloc(0) : readFileSync(join(this.#folder, name));
    const samples = new Int16Array(Math.max(0, Math.floor((file.length - 44) / 2)));
    return samples.map((_, index) => file.readInt16LE(44 + index * 2));
  }

  /** It says goodbye to its registrar. */
  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, 'exit');
      const impatience = setTimeout(() => this.#child.kill('SIGKILL'), 3000);
      this.does('quit');
      await ended;
      clearTimeout(impatience);
    }
    this.#control.destroy();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
