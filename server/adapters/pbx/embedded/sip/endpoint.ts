import { URI } from 'sip.js';
import type { Core } from 'sip.js';
import type { Party } from '@klapka/protocol';
import type { PlainMedia } from '../media/methods.ts';
import { sipDomain } from './auth.ts';

/** What an INVITE to an endpoint says of who calls whom. */
export interface Invitation {
  target: URI;
  from: URI;
  fromName: string;
  to: URI;
  headers: string[];
}

/** Where a leg leads: a phone of an extension, over a WebSocket or UDP, or a line of a carrier. */
export interface Endpoint {
  /** Empty of a line. */
  readonly extensionNumber: string;
  /** Null of a line. */
  readonly deviceId: string | null;
  readonly core: Core.UserAgentCore;
  /** Where we are, as it is told. */
  readonly contact: URI;
  /** Whether it can be called now. */
  readonly reachable: boolean;
  /** Whether there is a way to it just now; a phone's calls outlive its socket. */
  readonly connected: boolean;
  /** Null: its audio is encrypted, by WebRTC. */
  readonly plainMedia: PlainMedia | null;
  /** Who it is, where that is no extension. */
  readonly party: Party | null;
  /** ms it may take for its first word on a call; null: it may ring in silence. */
  readonly patience: number | null;
  /** Calls at once of everything in its group: one phone, or all lines of a carrier. */
  readonly group: object;
  readonly maximumCalls: number;
  /** An INVITE of ours is not waited for any more. */
  abandon(sipCallId: string): void;
  /** Null where it cannot be called. */
  invitation(from: Party, to: Party): Invitation | null;
}

/** The address of a number, at whom it is told to belong to. */
export function addressOf(number: string, host = sipDomain): URI {
  const [name = host, port] = host.split(':');
  return new URI('sip', encodeURIComponent(number), name, port === undefined ? undefined : Number(port));
}

/** A name as it can stand between quotes. */
export const nameOf = ({ name = '' }: Party): string => name.replaceAll(/["\\\r\n]/g, ' ');
