import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { createPeer } from '../rpc.ts';
import type { MediaControl, WorkerReports } from '../threads.ts';
import { createCertificate } from './dtls-srtp.ts';
import { Engine } from './engine.ts';
import type { MediaEngine, MediaEvents } from './methods.ts';
import { SoundLibrary } from './sound-library.ts';
import { ownAddresses } from './udp.ts';

/** Entry of the media thread: nothing but RTP runs here, so that no SIP message can delay a voice packet. */

export interface MediaWorkerData {
  addresses: string[] | null;
  ports: [number, number] | null;
  /** Folder to look into before our own. */
  sounds: string | null;
  quietAfter: number;
  port: MessagePort;
}

const data = workerData as MediaWorkerData;
if (!parentPort) throw new Error('This file runs as a worker thread');
const report = (level: 'warn' | 'error', message: string): void => main.notify('log', level, message);
const onError = (error: unknown): void => report('error', error instanceof Error ? (error.stack ?? error.message) : String(error));

const control: MediaControl = { ping: () => undefined, stop: () => engine.closeAll() };
const main = createPeer<WorkerReports>(parentPort, control, onError);
process.on('unhandledRejection', onError);

const ours = fileURLToPath(new URL('../../shared/sounds', import.meta.url));
const sounds = new SoundLibrary(data.sounds === null ? [ours] : [data.sounds, ours], (message) => report('warn', message));
const holdMusic = await sounds.load('hold-music');
if (!holdMusic) throw new Error('There is no hold music');
const events: MediaEvents = {
  connected: (legId) => sip.notify('connected', legId),
  quiet: (legId, quiet) => sip.notify('quiet', legId, quiet),
  failed: (legId, reason) => sip.notify('failed', legId, reason),
  digit: (legId, digit) => sip.notify('digit', legId, digit),
  recordingEnded: (recordingId, reason) => sip.notify('recordingEnded', recordingId, reason),
  recordingFailed: (recordingId, reason) => sip.notify('recordingFailed', recordingId, reason),
};
const engine = new Engine({
  addresses: data.addresses ?? ownAddresses(),
  ports: data.ports,
  quietAfter: data.quietAfter,
  certificate: await createCertificate(),
  holdMusic,
  sounds,
  events,
});
const methods: MediaEngine = {
  answer: engine.answer.bind(engine),
  offer: engine.offer.bind(engine),
  acceptAnswer: engine.acceptAnswer.bind(engine),
  hear: engine.hear.bind(engine),
  mute: engine.mute.bind(engine),
  announce: engine.announce.bind(engine),
  stopAnnouncing: engine.stopAnnouncing.bind(engine),
  record: engine.record.bind(engine),
  changeRecording: engine.changeRecording.bind(engine),
  pauseRecording: engine.pauseRecording.bind(engine),
  stopRecording: engine.stopRecording.bind(engine),
  close: engine.close.bind(engine),
};
const sip = createPeer<MediaEvents>(data.port, methods, onError);
main.notify('ready');
