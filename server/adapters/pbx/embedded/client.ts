import { MessageChannel, Worker } from 'node:worker_threads';
import type { Logger } from '../../../ports/logger.ts';
import type { Folders } from './folders.ts';
import type { MediaWorkerData } from './media/worker.ts';
import { createPeer } from './rpc.ts';
import type { Peer } from './rpc.ts';
import type { SipWorkerData } from './sip/worker.ts';
import type { MediaControl, SipControl, SipReports, WorkerReports } from './threads.ts';

export interface ThreadsOptions {
  addresses: string[] | null;
  ports: [number, number] | null;
  sounds: string | null;
  ringTimeout: number;
  quietAfter: number;
  returnWithin: number;
  parkTimeout: number;
  folders: Folders | null;
  udp: SipWorkerData['udp'];
  messageSilence: number;
  logger: Logger;
  reports: Omit<SipReports, 'ready' | 'log'>;
  /** One of the threads died or hangs; both are being ended. Said once. */
  died(reason: string): void;
}

const pingInterval = 5_000;
const pingTimeout = 10_000;
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

/** The file of a thread beside this one, in source and in dist. */
const workerFile = (path: string): URL => new URL(`${path}.${extension}`, import.meta.url);

/** The two threads of the PBX: SIP and media. They live and die together. */
export class Threads {
  readonly sip: Peer<SipControl>;
  readonly #media: Peer<MediaControl>;
  readonly #workers: Worker[];
  readonly #options: ThreadsOptions;
  readonly #ready: Promise<unknown>;
  #watch: NodeJS.Timeout | null = null;
  #over = false;

  constructor(options: ThreadsOptions) {
    this.#options = options;
    const channel = new MessageChannel();
    const { addresses, ports, sounds, quietAfter, ringTimeout, returnWithin, parkTimeout, folders, udp, messageSilence } = options;
    const mediaData: MediaWorkerData = { addresses, ports, sounds, quietAfter, port: channel.port1 };
    const sipData: SipWorkerData = { ringTimeout, returnWithin, parkTimeout, folders, udp, messageSilence, port: channel.port2 };
    const media = new Worker(workerFile('./media/worker'), { workerData: mediaData, transferList: [channel.port1], name: 'pbx-media' });
    const sip = new Worker(workerFile('./sip/worker'), { workerData: sipData, transferList: [channel.port2], name: 'pbx-sip' });
    this.#workers = [media, sip];
    const ready = { media: Promise.withResolvers<void>(), sip: Promise.withResolvers<void>() };
    this.#ready = Promise.all([ready.media.promise, ready.sip.promise]);
    this.#ready.catch(() => undefined);
    const onError = (error: unknown): void => options.logger.error({ err: error }, 'A report of the PBX was not understood');
    const log: WorkerReports['log'] = (level, message) => options.logger[level]({ from: 'pbx' }, message);
    this.#media = createPeer<MediaControl>(media, { log, ready: () => ready.media.resolve() }, onError);
    this.sip = createPeer<SipControl>(sip, { ...options.reports, log, ready: () => ready.sip.resolve() }, onError);
    for (const worker of this.#workers) {
      worker.on('error', (error: Error) => this.#died(error.message));
      worker.on('exit', (code) => this.#died(`exit code ${code}`));
    }
  }

  /** Resolves when both threads can work. Rejects if one dies before. */
  async start(): Promise<void> {
    await this.#ready;
    this.#watch = setInterval(() => void this.#checkPulse(), pingInterval);
    this.#watch.unref();
  }

  async ping(): Promise<void> {
    await Promise.all([this.sip.call('ping'), this.#media.call('ping')]);
  }

  /** Says farewell to everybody and completes what is recorded. */
  async stop(): Promise<void> {
    await this.sip.call('stop');
    await this.#media.call('stop');
  }

  async #checkPulse(): Promise<void> {
    const late = setTimeout(() => this.#died('a thread does not answer'), pingTimeout);
    late.unref();
    await this.ping().catch(() => undefined);
    clearTimeout(late);
  }

  #died(reason: string): void {
    if (this.#over) return;
    void this.end(reason);
    this.#options.died(reason);
  }

  /** Ends both threads at once, without farewells. */
  async end(reason: string): Promise<void> {
    this.#over = true;
    if (this.#watch) clearInterval(this.#watch);
    this.sip.close(reason);
    this.#media.close(reason);
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
