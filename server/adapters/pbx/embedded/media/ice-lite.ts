import { randomBytes } from 'node:crypto';
import { bindingError, bindingSuccess, parseStun, stunAttributes, stunTypes, verifyIntegrity } from './stun.ts';

export interface IceCredentials {
  ufrag: string;
  password: string;
}

export interface PeerAddress {
  address: string;
  port: number;
}

export const createIceCredentials = (): IceCredentials => ({
  ufrag: randomBytes(6).toString('base64url'),
  password: randomBytes(24).toString('base64url'),
});

const maximumPeers = 16;
const peerKey = (peer: PeerAddress): string => `${peer.address}|${peer.port}`;

/**
 * ICE-lite (RFC 8445 §2.5): answers connectivity checks and never sends any, so an offer cannot make the PBX send
 * packets to an address of its choice, and a relay's packets need nothing special. The latest nominated address wins,
 * which lets a phone change its network even without an ICE restart.
 */
export class IceLite {
  local = createIceCredentials();
  /** Packets under the credentials before a restart count until the first nomination under the new ones (§9). */
  #previous: IceCredentials | null = null;
  #remoteUfrag: string | null = null;
  #peers = new Set<string>();
  #nominated: PeerAddress | null = null;
  #lastChecked: PeerAddress | null = null;
  lastCheckAt = 0;

  /** Where to send: the nominated address, or the last one that passed a check. */
  get target(): PeerAddress | null {
    return this.#nominated ?? this.#lastChecked;
  }

  setRemote(ufrag: string): void {
    this.#remoteUfrag = ufrag;
  }

  get remoteUfrag(): string | null {
    return this.#remoteUfrag;
  }

  restart(): void {
    this.#previous = this.local;
    this.local = createIceCredentials();
    this.#remoteUfrag = null;
  }

  /** Media counts only from an address that passed a check. */
  knows(peer: PeerAddress): boolean {
    return this.#peers.has(peerKey(peer));
  }

  /** The answer to send to where the packet came from, or null where it deserves none. */
  receive(packet: Buffer, from: PeerAddress, now: number): Buffer | null {
    const message = parseStun(packet);
    if (message?.type !== stunTypes.bindingRequest) return null;
    const [localUfrag, remoteUfrag] = (message.attributes.get(stunAttributes.username)?.toString() ?? '').split(':');
    const credentials = [this.local, this.#previous].find((candidate) => candidate?.ufrag === localUfrag);
    if (!credentials || !verifyIntegrity(packet, message, credentials.password)) return null;
    const current = credentials === this.local;
    if (current && this.#remoteUfrag !== null && remoteUfrag !== this.#remoteUfrag) return null;
    if (message.attributes.has(stunAttributes.iceControlled)) {
      return bindingError(message.transactionId, 487, 'Role Conflict', credentials.password);
    }
    this.#accept(from, current, message.attributes.has(stunAttributes.useCandidate), now);
    return bindingSuccess(message.transactionId, from.address, from.port, credentials.password);
  }

  #accept(from: PeerAddress, current: boolean, nominates: boolean, now: number): void {
    this.lastCheckAt = now;
    this.#lastChecked = from;
    this.#peers.delete(peerKey(from));
    this.#peers.add(peerKey(from));
    if (this.#peers.size > maximumPeers) {
      const [oldest] = this.#peers;
      if (oldest !== undefined) this.#peers.delete(oldest);
    }
    if (!nominates) return;
    if (current) this.#previous = null;
    if (current || this.#previous) this.#nominated = from;
  }
}
