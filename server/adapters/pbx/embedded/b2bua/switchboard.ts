import type { Call as CallRow, CallEndReason, Forwarding, Party } from '@klapka/protocol';
import type { PbxRecording } from '../../../../ports/pbx.ts';
import type { Folders } from '../folders.ts';
import type { MediaEngine } from '../media/methods.ts';
import type { Peer } from '../rpc.ts';
import type { Device } from '../sip/device.ts';
import type { Call } from './call.ts';
import type { App } from './visit.ts';

export interface ExtensionDestination {
  kind: 'extension';
  party: Party;
  /** Rung at once; none for somebody who is not to be disturbed. */
  devices: Device[];
  /** Rung, too, when none of those was answered. */
  later: Device[];
  /** ms each of the two is rung. */
  ringTimeout: number;
  /** False: whoever calls hears that it is busy. */
  rings: boolean;
  /** Where calls go instead. */
  forwarding: Forwarding;
}

/** Where a dialled number leads. */
export type Destination =
  | ExtensionDestination
  /** The PBX takes it itself. */
  | { kind: 'app'; party: Party; app: App }
  | { kind: 'unknown'; party: Party };

export type EndedBy = NonNullable<CallRow['endedBy']>;

/** What calls need of the exchange they are in. */
export interface Switchboard {
  media: Peer<MediaEngine>;
  now(): number;
  /** ms a phone may ring that is rung for itself. */
  ringTimeout: number;
  /** ms a side that is gone may take to come back. */
  returnWithin: number;
  /** ms a parked call waits until it rings whoever parked it. */
  parkTimeout: number;
  /** Null: nothing is kept. */
  folders: Folders | null;
  party(number: string): Party;
  /** Where a number leads now. */
  destination(number: string): Destination;
  /** Whether the phone has as many calls as one may have. */
  full(device: Device): boolean;
  /** Resolves when a leg's media is there, rejects where it does not come. */
  mediaReady(legId: string): Promise<void>;
  changed(call: Call): void;
  recorded(recording: PbxRecording): void;
  log(message: string): void;
}

/** SIP answers for the caller, by reason; the browser turns them into sentences. */
export const statuses: Partial<Record<CallEndReason, number>> = {
  'unknown-number': 404,
  'not-registered': 480,
  'no-answer': 408,
  busy: 486,
  declined: 603,
  cancelled: 487,
  transferred: 487,
  failed: 488,
  forbidden: 403,
};

/** What a BYE says besides "hung up" (RFC 3326, ITU-T Q.850). */
export const byeReasons: Partial<Record<CallEndReason, string>> = {
  'pbx-restarted': 'SIP;cause=503;text="restarted"',
  lost: 'Q.850;cause=27;text="lost"',
  failed: 'SIP;cause=488;text="failed"',
};
