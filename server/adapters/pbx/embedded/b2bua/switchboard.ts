import type { Call as CallRow, CallEndReason, Forwarding, Party } from '@klapka/protocol';
import type { PbxRecording } from '../../../../ports/pbx.ts';
import type { Folders } from '../folders.ts';
import type { MediaEngine } from '../media/methods.ts';
import type { Peer } from '../rpc.ts';
import type { Endpoint } from '../sip/endpoint.ts';
import type { Call } from './call.ts';
import type { App } from './visit.ts';

export interface ExtensionDestination {
  kind: 'extension';
  party: Party;
  /** Rung at once; none for somebody who is not to be disturbed. */
  devices: Endpoint[];
  /** Rung, too, when none of those was answered. */
  later: Endpoint[];
  /** ms each of the two is rung. */
  ringTimeout: number;
  /** False: whoever calls hears that it is busy. */
  rings: boolean;
  /** Where calls go instead. */
  forwarding: Forwarding;
}

export interface OutsideDestination {
  kind: 'outside';
  party: Party;
  /** The extension it is dialled for, by whose rights. */
  by: string;
  /** Of the carriers that may take it, in their order; a line is for one call. */
  lines(): Endpoint[];
}

/** Who is sent to a number, for whom. */
export interface Dialling {
  /** Not to be rung itself. */
  device?: Endpoint;
  /** By whose rights something outside is reached: who dials, forwards or transfers. Absent: nothing outside is. */
  by?: string;
  /** Somebody outside calls. */
  outside?: boolean;
}

/** Where a dialled number leads. */
export type Destination =
  | ExtensionDestination
  /** The PBX takes it itself. */
  | { kind: 'app'; party: Party; app: App }
  | OutsideDestination
  /** Whoever calls may not. */
  | { kind: 'forbidden'; party: Party }
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
  destination(number: string, how?: Dialling): Destination;
  /** Whether the extension may begin one more call to the outside now, or send this one there; if so, it is counted. */
  mayGoOut(extensionNumber: string, call: Call): boolean;
  /** Whether the phone has as many calls as one may have. */
  full(device: Endpoint): boolean;
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
