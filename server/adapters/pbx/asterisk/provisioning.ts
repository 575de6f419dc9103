import { join } from 'node:path';
import type { Reach, SpokenLanguage } from '@klapka/protocol';
import type { Logger } from '../../../ports/logger.ts';
import type { PbxRegistrar } from '../../../ports/pbx.ts';
import type { PbxExtension, PbxPlan } from '../../../ports/pbx-plan.ts';
import { specified } from '../shared/registrar.ts';
import type { AmiClient } from './ami/client.ts';
import { AmiError } from './ami/errors.ts';
import type { AmiMessage } from './ami/message.ts';
import type { Ari } from './ari.ts';
import { replaceFile } from './plan/files.ts';
import { Reaches } from './reach.ts';
import { authFields, sipDomain } from './sessions.ts';
import type { Sessions } from './sessions.ts';
import { deskSuffix } from './translate.ts';

export interface ProvisioningOptions {
  ami: AmiClient;
  ari: Ari;
  sessions: Sessions;
  logger: Logger;
  /** Null: the dialplan is somebody else's. */
  folder: string | null;
  ringTimeout: number;
  lostAfter: number;
  returnWithin: number;
}

/** Requests to ARI under way at once. */
const atOnce = 8;
/** Seconds Asterisk waits longer than the gateway, which says why a call ends. */
const patience = 5;
const seconds = (milliseconds: number): number => Math.ceil(milliseconds / 1000);
const groupName = /^[\w-]{1,64}$/;

/** Whose ringing it may take by code: Asterisk compares one's pick-up groups with the other one's groups. An empty list would change nothing. */
function groupsOf({ groups = [], picksUp = [] }: PbxExtension): Record<'named_call_group' | 'named_pickup_group', string> {
  const list = (names: readonly string[], none: string): string => names.filter((name) => groupName.test(name)).join(',') || none;
  return { named_call_group: list(groups, 'klapka-in-none'), named_pickup_group: list(picksUp, 'klapka-from-none') };
}

/** Times in seconds. */
const address = { max_contacts: 10, remove_existing: 'false', remove_unavailable: 'true', default_expiration: 120, minimum_expiration: 30, maximum_expiration: 600 };
/** A number that can stand in a file and an address as it is; every other is nobody's extension. */
const plain = /^[0-9A-Za-z]{1,32}$/;
const deskAuth = (number: string): string => `${number}.desk`;

/** Tells Asterisk which extensions there are: PJSIP's objects through ARI, the dialplan as a file that replaces the one before whole. */
export class Provisioning {
  readonly #options: ProvisioningOptions;
  /** What Asterisk was told, by number. */
  readonly #told = new Map<string, string>();
  /** Extensions whose endpoint is somebody else's, from Asterisk's own configuration: it stays as it is, and no page signs in to it. */
  #foreign = new Set<string>();
  /** Passwords of phones on desks, by number. */
  readonly #deskPasswords = new Map<string, string>();
  readonly #reaches: Reaches;
  #dialplan = '';

  constructor(options: ProvisioningOptions) {
    this.#options = options;
    this.#reaches = new Reaches(options.ami);
  }

  async setReach(number: string, reach: Reach): Promise<void> {
    if (this.#options.folder !== null) await this.#reaches.set(number, reach);
  }

  isForeign(number: string): boolean {
    return this.#foreign.has(number);
  }

  /** Asterisk may have lost what it was told. */
  forget(): void {
    this.#told.clear();
    this.#reaches.forget();
    this.#dialplan = '';
  }

  async apply({ language, extensions }: PbxPlan): Promise<void> {
    const wanted = new Map(extensions.filter(({ number }) => plain.test(number)).map((extension) => [extension.number, extension]));
    const gone = [...this.#told.keys()].filter((number) => !wanted.has(number));
    // Out of the dialplan first, into it last: what is in it can be called. Who is in it from before stays in it meanwhile.
    if (gone.length > 0) await this.#writeDialplan([...wanted.keys()].filter((number) => this.#told.has(number)));
    await inTurns(gone, (number) => this.#remove(number));
    await inTurns([...wanted.values()], (extension) => this.#put(extension, language));
    if (this.#options.folder !== null) await this.#reaches.apply([...wanted.values()]);
    await this.#writeDialplan([...wanted.keys()]);
    await this.#signOut([...this.#deskPasswords].flatMap(([number, password]) => (wanted.get(number)?.deskPassword === password ? [] : [number])));
    for (const { number, deskPassword } of wanted.values()) if (deskPassword !== undefined) this.#deskPasswords.set(number, deskPassword);
  }

  /** Phones on desks whose password is not theirs any more. */
  async #signOut(numbers: readonly string[]): Promise<void> {
    const { ami, ari } = this.#options;
    for (const number of numbers) this.#deskPasswords.delete(number);
    const endpoints = new Set(numbers.map((number) => number + deskSuffix));
    const contacts = numbers.length === 0 ? [] : await ami.list('PJSIPShowContacts').catch(refused);
    for (const contact of contacts) if (endpoints.has(contact.get('Endpoint'))) await ari.delete('contact', contact.get('ObjectName'));
  }

  async #put(extension: PbxExtension, language: SpokenLanguage): Promise<void> {
    const { number, name, deskPassword, groups = [], picksUp = [] } = extension;
    const wanted = JSON.stringify([language, name, deskPassword, groups, picksUp]);
    if (this.#told.get(number) === wanted) return;
    const { sessions, lostAfter, logger } = this.#options;
    if (await sessions.isForeign(number)) {
      if (!this.#foreign.has(number)) logger.warn({ extension: number }, 'Asterisk’s own configuration has an endpoint of this name, which stays as it is: no page signs in to it');
      return void this.#foreign.add(number);
    }
    this.#foreign.delete(number);
    await this.#putAddress(number);
    const common = {
      context: 'klapka', aors: number, disallow: 'all', direct_media: 'no', language,
      callerid: `"${name.replaceAll(/["\\<>;,\r\n]/g, ' ').trim()}" <${number}>`,
      // A phone's REFER would run the other side's call where it says, codes and ways outside among it: the gateway's commands transfer.
      allow_transfer: 'no', rtp_keepalive: 15, rtp_timeout: seconds(lostAfter), rtp_timeout_hold: 600, ...groupsOf(extension),
    };
    // Of voices G.711 alone, as its music, prompts and recordings are: to whoever is held a second time in another one, Asterisk sends nothing.
    await sessions.putEndpoint(number, { ...common, webrtc: 'yes', allow: 'ulaw,vp8,h264', max_video_streams: 1, from_domain: sipDomain });
    await this.#putDesks(number, deskPassword, common);
    this.#told.set(number, wanted);
  }

  /**
   * One that is there as it should be is left alone: where Asterisk changes an address, it makes the phones that are registered just then
   * lasting ones, which ring for ever and are never offline.
   */
  async #putAddress(number: string): Promise<void> {
    const { ari } = this.#options;
    const there = await ari.get('aor', number);
    if (there && Object.entries(address).every(([name, value]) => there.get(name) === String(value))) return;
    if (there) await ari.delete('aor', number);
    await ari.put('aor', number, address);
  }

  /** Its phones on desks are an endpoint of their own beside that of its browsers, at the same address. */
  async #putDesks(number: string, password: string | undefined, fields: Readonly<Record<string, string | number>>): Promise<void> {
    const { ari, folder } = this.#options;
    if (folder === null || password === undefined) return this.#removeDesks(number);
    await ari.put('auth', deskAuth(number), authFields(number, password));
    await ari.put('endpoint', number + deskSuffix, {
      ...fields, auth: deskAuth(number), webrtc: 'no', allow: 'alaw,ulaw', rtp_symmetric: 'yes', force_rport: 'yes', rewrite_contact: 'yes',
    });
  }

  /** Null: Asterisk has no transport of this kind, or the endpoints are somebody else's. */
  async registrar(): Promise<PbxRegistrar | null> {
    const { ari, folder } = this.#options;
    const bind = folder === null ? undefined : (await ari.get('transport', 'transport-udp'))?.get('bind');
    const [, host, port] = /^\[?(.+?)\]?(?::(\d+))?$/.exec(bind ?? '') ?? [];
    return host === undefined ? null : { host: specified(host), port: Number(port ?? 5060) };
  }

  async #removeDesks(number: string): Promise<void> {
    const { ari, folder } = this.#options;
    // Where the dialplan is somebody else's, so are they.
    if (folder === null) return;
    await ari.delete('endpoint', number + deskSuffix);
    await ari.delete('auth', deskAuth(number));
  }

  async #remove(number: string): Promise<void> {
    const { ari, sessions } = this.#options;
    await ari.delete('endpoint', number);
    await this.#removeDesks(number);
    await sessions.forget(number);
    await ari.delete('aor', number);
    this.#told.delete(number);
  }

  async #writeDialplan(numbers: readonly string[]): Promise<void> {
    const { ami, folder, ringTimeout, returnWithin } = this.#options;
    const text = dialplan(numbers, { ring: seconds(ringTimeout), wait: seconds(returnWithin) + patience });
    if (folder === null || text === this.#dialplan) return;
    await replaceFile(join(folder, 'klapka-extensions.conf'), text);
    await ami.action('Reload', { Module: 'pbx_config.so' });
    this.#dialplan = text;
  }
}

/** Times in seconds. */
export function dialplan(numbers: readonly string[], { ring, wait }: { ring: number; wait: number }): string {
  const lines = numbers.toSorted().flatMap((number) => [`exten => ${number},hint,PJSIP/${number}`, `exten => ${number},1,Goto(klapka-ring,${number},1)`]);
  return ['; Written by the gateway, again and again: changes are lost.', '[globals](+)', `KLAPKA_RING=${ring}`, `KLAPKA_WAIT=${wait}`, '', '[klapka-extensions]', ...lines, ''].join('\n');
}

/** Where there is none. */
function refused(error: unknown): AmiMessage[] {
  if (error instanceof AmiError && error.code === 'REFUSED') return [];
  throw error;
}

async function inTurns<T>(items: readonly T[], task: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await task(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
