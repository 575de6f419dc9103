import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { createPeer } from '../rpc.ts';
import type { WorkerControl, WorkerReports } from '../threads.ts';
import { createCertificate } from './dtls-srtp.ts';
import { Engine } from './engine.ts';
import type { MediaEvents } from './engine.ts';
import { ownAddresses } from './udp.ts';

/** Entry of the media thread: nothing but RTP runs here, so that no SIP message can delay a voice packet. */

export interface MediaWorkerData {
  addresses: string[] | null;
  ports: [number, number] | null;
  quietAfter: number;
  port: MessagePort;
}

const data = workerData as MediaWorkerData;
if (!parentPort) throw new Error('This file runs as a worker thread');
const report = (level: 'warn' | 'error', message: string): void => main.notify('log', level, message);
const onError = (error: unknown): void => report('error', error instanceof Error ? (error.stack ?? error.message) : String(error));

const control: WorkerControl = { ping: () => undefined };
const main = createPeer<WorkerReports>(parentPort, control, onError);
process.on('unhandledRejection', onError);

const holdMusic = readFileSync(new URL('../sounds/hold-music.ulaw', import.meta.url));
const events: MediaEvents = {
  connected: (legId) => sip.notify('connected', legId),
  quiet: (legId, quiet) => sip.notify('quiet', legId, quiet),
  failed: (legId, reason) => sip.notify('failed', legId, reason),
};
const engine = new Engine({
  addresses: data.addresses ?? ownAddresses(),
  ports: data.ports,
  quietAfter: data.quietAfter,
  certificate: await createCertificate(),
  holdMusic,
  events,
});
const methods = {
  answer: engine.answer.bind(engine),
  offer: engine.offer.bind(engine),
  acceptAnswer: engine.acceptAnswer.bind(engine),
  hear: engine.hear.bind(engine),
  close: engine.close.bind(engine),
};
const sip = createPeer<MediaEvents>(data.port, methods, onError);
main.notify('ready');
