import type { Reach } from '@klapka/protocol';
import type { PbxError } from '../../../ports/pbx-error.ts';
import type { SwitchboardActions } from './b2bua/actions.ts';
import type { PbxEvent, SipCredentials } from '../../../ports/pbx.ts';
import type { MailboxSwitchboard } from './voicemail/voicemail.ts';
import type { PbxPlan } from '../../../ports/pbx-plan.ts';

/** What the gateway's thread and the PBX's threads say to each other. */

export interface WorkerControl {
  ping(): void;
}

export interface WorkerReports {
  ready(): void;
  log(level: 'debug' | 'warn' | 'error', message: string): void;
}

/** Main → media thread. */
export interface MediaControl extends WorkerControl {
  /** Resolves when every recording is a complete file. */
  stop(): Promise<void>;
}

/** What came of an action; a refusal's code would be lost if it were thrown. */
export type Outcome = { done: unknown } | { refused: PbxError['code']; message: string };

/** Main → SIP thread. */
export interface SipControl extends WorkerControl {
  provision(plan: PbxPlan): void;
  setReach(extensionNumber: string, reach: Reach): void;
  credentials(extensionNumber: string, deviceId: string): SipCredentials;
  revoke(extensionNumber: string, deviceId: string): void;
  leaving(extensionNumber: string, deviceId: string): void;
  /** Resolves `false` if there is no such call. */
  hangUp(callId: string): boolean;
  act<K extends keyof SwitchboardActions>(action: K, args: Parameters<SwitchboardActions[K]>): Promise<Outcome>;
  actOnMailbox<K extends keyof MailboxSwitchboard>(action: K, args: Parameters<MailboxSwitchboard[K]>): Promise<Outcome>;
  stop(): Promise<void>;
  socketOpened(socketId: number, extensionNumber: string, deviceId: string): void;
  frame(socketId: number, message: string): void;
  socketClosed(socketId: number): void;
}

/** SIP thread → main. */
export interface SipReports extends WorkerReports {
  event(event: PbxEvent): void;
  send(socketId: number, message: string): void;
  closeSocket(socketId: number, code: number, reason: string): void;
  /** The socket has proved its credentials; it may say more. */
  authenticated(socketId: number): void;
}
