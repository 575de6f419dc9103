import { parentPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { PbxError } from '../../../../ports/pbx-error.ts';
import { Exchange } from '../b2bua/exchange.ts';
import type { Folders } from '../folders.ts';
import type { MediaEngine } from '../media/methods.ts';
import { createPeer } from '../rpc.ts';
import type { Outcome, SipControl, SipReports } from '../threads.ts';
import type { UdpConfig } from './udp/udp-side.ts';

/** Entry of the SIP thread. */

export interface SipWorkerData {
  ringTimeout: number;
  returnWithin: number;
  parkTimeout: number;
  folders: Folders | null;
  udp: UdpConfig | null;
  messageSilence: number;
  port: MessagePort;
}

const data = workerData as SipWorkerData;
if (!parentPort) throw new Error('This file runs as a worker thread');
const log = (message: string): void => main.notify('log', 'warn', message);
const onError = (error: unknown): void => main.notify('log', 'error', error instanceof Error ? (error.stack ?? error.message) : String(error));
process.on('unhandledRejection', onError);

/** BYEs leave before the thread does. */
const farewell = 100;

async function outcome(perform: () => unknown): Promise<Outcome> {
  try {
    return { done: await perform() };
  } catch (error) {
    if (error instanceof PbxError) return { refused: error.code, message: error.message };
    throw error;
  }
}

const control: SipControl = {
  ping: () => undefined,
  provision: (plan) => exchange.provision(plan),
  setReach: (extensionNumber, reach) => exchange.setReach(extensionNumber, reach),
  credentials: (extensionNumber, deviceId) => {
    if (!exchange.hasExtension(extensionNumber)) throw new RangeError('No such extension');
    return exchange.credentials(extensionNumber, deviceId);
  },
  revoke: (extensionNumber, deviceId) => exchange.revoke(extensionNumber, deviceId),
  leaving: (extensionNumber, deviceId) => exchange.leaving(extensionNumber, deviceId),
  hangUp: (callId) => exchange.hangUp(callId),
  act: (action, args) => outcome(() => (exchange.actions[action] as (...args: unknown[]) => unknown).apply(exchange.actions, args)),
  actOnMailbox: (action, args) => outcome(() => {
    const { voicemail } = exchange;
    if (!voicemail) throw new PbxError('NOT_SUPPORTED', 'This PBX has no folder for messages');
    return (voicemail[action] as (...args: unknown[]) => unknown).apply(voicemail, args);
  }),
  stop: async () => {
    await exchange.stop();
    await new Promise((resolve) => setTimeout(resolve, farewell));
  },
  socketOpened: (socketId, extensionNumber, deviceId) => exchange.socketOpened(socketId, extensionNumber, deviceId),
  frame: (socketId, message) => exchange.frame(socketId, message),
  socketClosed: (socketId) => exchange.socketClosed(socketId),
};
const main = createPeer<SipReports>(parentPort, control, onError);
const media = createPeer<MediaEngine>(data.port, {
  connected: (legId: string) => exchange.connected(legId),
  quiet: (legId: string, quiet: boolean) => exchange.quiet(legId, quiet),
  failed: (legId: string, reason: string) => exchange.failed(legId, reason),
  digit: (legId: string, digit: string) => exchange.digit(legId, digit),
  recordingEnded: (recordingId: string) => exchange.recordingEnded(recordingId),
  recordingFailed: (recordingId: string, reason: string) => exchange.recordingFailed(recordingId, reason),
}, onError);
const exchange = new Exchange({
  media,
  now: () => Date.now(),
  ringTimeout: data.ringTimeout,
  returnWithin: data.returnWithin,
  parkTimeout: data.parkTimeout,
  folders: data.folders,
  udp: data.udp,
  messageSilence: data.messageSilence,
  emit: (event) => main.notify('event', event),
  send: (socketId, message) => main.notify('send', socketId, message),
  closeSocket: (socketId, code, reason) => main.notify('closeSocket', socketId, code, reason),
  authenticated: (socketId) => main.notify('authenticated', socketId),
  log,
});
await exchange.voicemail?.messages.load();
await exchange.listen();
main.notify('ready');
