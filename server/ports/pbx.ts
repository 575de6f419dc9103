import type { Call, DeviceKind, LineState, Reach } from '@klapka/protocol';
import type { CallActions } from './call-actions.ts';
import type { MailboxActions, PbxVoicemail } from './mailbox-actions.ts';
import type { PbxPlan } from './pbx-plan.ts';
import type { PbxAgent, PbxWaiting, QueueActions } from './queue-actions.ts';

export { PbxError } from './pbx-error.ts';

/**
 * How fully a PBX can do something: tells changes at once, must be asked again and again, only confirms that it
 * was asked, or cannot at all. A value, not a boolean: the interface explains `polled` and hides `none`.
 */
export type Capability = 'push' | 'polled' | 'optimistic' | 'none';

export interface PbxCapabilities {
  calls: Capability;
  devices: Capability;
  /** `none`: the browser uses no SIP of ours. */
  sip: 'sip' | 'none';
  hangUp: Capability;
  /** Who a held party hears. */
  holdMusic: 'pbx' | 'none';
  /** A call waits for a page that is loaded anew, and is handed to it. */
  resume: Capability;
  /** `originate`. */
  originate: Capability;
  /** `redirect`. */
  redirect: Capability;
  /** `join`. */
  join: Capability;
  /** `merge`, `invite`, `drop`, `mute`. */
  conference: Capability;
  /** `park`, and `redirect` and `pickUp` of what is parked. */
  park: Capability;
  /** `pickUp` of what rings. */
  pickUp: Capability;
  /** `monitor`, `setMonitorMode`. */
  monitor: Capability;
  /** `record`, `recordingAudio`, `deleteRecording`. */
  record: Capability;
  /** `flip`. */
  flip: Capability;
  /** Browsers may send each other pictures: a re-INVITE with a video line (VP8, H.264) is agreed to and passed on. */
  video: Capability;
  /** `setReach`: forwarding, who is not to be disturbed, which phones ring first. */
  reach: Capability;
  /** `mailboxes`, and greetings. */
  voicemail: Capability;
  /** `queues`. */
  queues: Capability;
  ringGroups: Capability;
  menus: Capability;
  /** Trunks, inbound and outbound routes, hours. */
  outside: Capability;
  featureCodes: Capability;
  /** `callRecords`: calls nobody was there to hear of. */
  history: Capability;
  /** Whether it takes a plan: `none` where somebody else says who has which number. */
  provision: Capability;
}

/** A registered phone of an extension. */
export interface PbxDevice {
  deviceId: string;
  extensionNumber: string;
  kind: DeviceKind;
  registeredAt: number;
}

export interface PbxLine {
  extensionNumber: string;
  line: LineState;
}

/** A recording that was closed; its audio is the PBX's. Left channel: the caller, right channel: everybody else, where the PBX keeps them apart. */
export interface PbxRecording {
  id: string;
  callId: string;
  startedAt: number;
  /** Of the audio, ms. */
  duration: number;
}

export interface PbxSnapshot {
  calls: Call[];
  devices: PbxDevice[];
  lines: PbxLine[];
  agents: PbxAgent[];
  waiting: PbxWaiting[];
  trunks: PbxTrunkState[];
}

export interface PbxTrunkState {
  id: string;
  /** Whether calls can go through it now. `unknown`: it was not tried. */
  state: 'up' | 'down' | 'unknown';
  since: number;
}

/** What somebody has asked for by a feature code; the PBX has said that it is done, and leaves doing it to the gateway. */
export type PbxRequest =
  | { kind: 'do-not-disturb'; on: boolean }
  | { kind: 'forward'; to: string | null }
  | { kind: 'queue'; queueNumber: string; loggedIn: boolean };

/**
 * What a PBX tells. `reset` means that events may have been missed: read the snapshot again.
 * An ended call arrives once more with `state: 'ended'` and its reason, and is in no later snapshot.
 */
export type PbxEvent =
  | { type: 'call'; call: Call }
  | { type: 'device'; device: PbxDevice; registered: boolean }
  | { type: 'line'; line: PbxLine }
  | { type: 'recorded'; recording: PbxRecording }
  | { type: 'agent'; agent: PbxAgent }
  | { type: 'waiting'; waiting: PbxWaiting }
  /** A new message, or one that was heard or moved. */
  | { type: 'voicemail'; voicemail: PbxVoicemail }
  | { type: 'voicemail-removed'; mailbox: string; id: string }
  | { type: 'trunk'; trunk: PbxTrunkState }
  | { type: 'asked'; extensionNumber: string; request: PbxRequest }
  | { type: 'reset' };

/** Where phones on desks register, over UDP. */
export interface PbxRegistrar {
  /** Null: the machine's, by whatever name it is reached. */
  host: string | null;
  port: number;
}

export interface SipCredentials {
  /** `user@domain` */
  aor: string;
  username: string;
  password: string;
  expiresAt: number;
  /** Another one than before: the PBX was restarted and its calls are over. Absent where calls outlive a restart. */
  epoch?: string;
}

/** One SIP message per WebSocket text frame (RFC 7118 §5). The gateway owns the socket; closing it kicks the phone. */
export interface SipSocket {
  /** The phone's address, for limits by address. */
  readonly remoteAddress?: string;
  send(message: string): void;
  close(code: number, reason: string): void;
  onMessage(listener: (message: string) => void): void;
  onClose(listener: () => void): void;
}

export interface PbxPort {
  readonly id: string;
  readonly capabilities: PbxCapabilities;
  readonly actions: CallActions;
  readonly queues: QueueActions;
  readonly mailboxes: MailboxActions;
  /** Numbers of the slots calls are parked on; dialling one retrieves what waits there. */
  readonly parkingSlots: readonly string[];
  /** A number that plays back what it hears; null where there is none. */
  readonly echoNumber: string | null;
  /** Null where a plan's `deskPassword` does nothing. Answers also before `start`. */
  registrar(): Promise<PbxRegistrar | null>;
  start(): Promise<void>;
  /** Ends calls with a BYE and frees every port, within three seconds. */
  stop(): Promise<void>;
  /** Throws `PbxError` with code PBX_UNAVAILABLE while it cannot take calls. */
  ping(): Promise<void>;
  /** Replaces everything it was told; a removed extension loses its devices and calls, others go on. Sounds a plan names were put before. */
  provision(plan: PbxPlan): Promise<void>;
  /** A sound of somebody's own (WAV, PCM or μ-law, mono), under a name that says what is in it; a second time changes nothing. */
  putSound(name: string, wav: Uint8Array): Promise<void>;
  /** One extension is reached in another way from now on; calls that ring already ring on. */
  setReach(extensionNumber: string, reach: Reach): Promise<void>;
  snapshot(): Promise<PbxSnapshot>;
  /** Calls that ended since then, whether they were told of or not: for the time the gateway was away. Empty where it keeps none. */
  callRecords(since: number): Promise<Call[]>;
  subscribe(listener: (event: PbxEvent) => void, signal: AbortSignal): void;
  /** Fresh credentials for one device of one extension, good for some minutes; earlier ones of the device stop working. */
  sipCredentials(extensionNumber: string, deviceId: string): Promise<SipCredentials>;
  /** Takes over a socket whose ticket the gateway has checked; only this device may register and call over it. */
  connectSip(extensionNumber: string, deviceId: string, socket: SipSocket): void;
  /** Forgets credentials and closes the socket of a device that was signed out. */
  revokeDevice(extensionNumber: string, deviceId: string): Promise<void>;
  /**
   * A page of this device goes away. Its calls in progress wait some seconds for the next one, the other side hears music;
   * what it has dialled and nobody answered yet is given up. A page that goes without a word is noticed by its silence.
   */
  leaving(extensionNumber: string, deviceId: string): Promise<void>;
  hangUp(callId: string): Promise<void>;
}
