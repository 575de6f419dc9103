import { createHmac, randomBytes } from 'node:crypto';
import type { SipTicket } from '@klapka/protocol';
import { DomainError } from '../domain/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { PbxPort } from '../ports/pbx.ts';
import type { IceServerConfig, RealtimeConfig, SignedIn } from './deps.ts';

const ticketLasts = 60_000;
/** TURN credentials outlive the call they were made for. */
const turnLasts = 12 * 3_600_000;
/** Tickets waiting at most; one device holds one. */
const maxWaiting = 20_000;

export interface TicketHolder {
  accountId: string;
  deviceId: string;
  extensionNumber: string;
}

/** Tickets for the SIP socket: each opens one socket of one device, once, within a minute. */
export class SipTickets {
  readonly #pbx: PbxPort;
  readonly #clock: Clock;
  readonly #config: RealtimeConfig;
  readonly #waiting = new Map<string, TicketHolder & { expiresAt: number }>();

  constructor(pbx: PbxPort, clock: Clock, config: RealtimeConfig) {
    this.#pbx = pbx;
    this.#clock = clock;
    this.#config = config;
  }

  async issue({ actor, account, deviceId }: SignedIn): Promise<SipTicket> {
    if (actor.extensionNumber === null) throw new DomainError('FORBIDDEN', 'No extension');
    if (this.#pbx.capabilities.sip === 'none') return { kind: 'none' };
    const credentials = await this.#pbx.sipCredentials(actor.extensionNumber, deviceId);
    this.#sweep();
    const ticket = randomBytes(32).toString('base64url');
    const expiresAt = this.#clock.now() + ticketLasts;
    this.#waiting.set(ticket, { accountId: account.id, deviceId, extensionNumber: actor.extensionNumber, expiresAt });
    return {
      kind: 'sip',
      url: `${this.#config.publicUrl.replace(/^http/, 'ws')}/sip`,
      ticket,
      aor: credentials.aor,
      username: credentials.username,
      password: credentials.password,
      deviceId,
      iceServers: this.#config.iceServers.map((server) => iceServer(server, account.id, this.#clock.now())),
      expiresAt: credentials.expiresAt,
      ...(credentials.epoch === undefined ? {} : { epoch: credentials.epoch }),
    };
  }

  /** Uses the ticket up. Null: never was, was used, or ran out. */
  redeem(ticket: string): TicketHolder | null {
    const holder = this.#waiting.get(ticket);
    if (!holder) return null;
    this.#waiting.delete(ticket);
    return holder.expiresAt > this.#clock.now() ? holder : null;
  }

  /** Takes back what was issued to a device, or to all of an account. */
  revoke(accountId: string, deviceId: string | null): void {
    for (const [ticket, holder] of this.#waiting) {
      if (holder.accountId === accountId && (deviceId === null || holder.deviceId === deviceId)) this.#waiting.delete(ticket);
    }
  }

  #sweep(): void {
    const now = this.#clock.now();
    // Oldest first, all with the same lifetime: the first that is still good ends the search.
    for (const [ticket, holder] of this.#waiting) {
      if (holder.expiresAt > now && this.#waiting.size < maxWaiting) return;
      this.#waiting.delete(ticket);
    }
  }
}

/** Short-lived TURN credentials as coturn's REST API has them (draft-uberti-behave-turn-rest-00 §2.2). */
function iceServer({ urls, username, credential, secret }: IceServerConfig, accountId: string, now: number): { urls: string[]; username?: string; credential?: string } {
  if (secret === undefined) return { urls, ...(username === undefined ? {} : { username }), ...(credential === undefined ? {} : { credential }) };
  const user = `${Math.floor((now + turnLasts) / 1000)}:${accountId}`;
  return { urls, username: user, credential: createHmac('sha1', secret).update(user).digest('base64') };
}
