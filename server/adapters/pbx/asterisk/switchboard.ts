import { randomBytes } from 'node:crypto';
import type { Logger } from '../../../ports/logger.ts';
import type { AmiClient } from './ami/client.ts';
import { AmiError } from './ami/errors.ts';
import type { AmiFields, AmiMessage } from './ami/message.ts';
import { deskSuffix } from './translate.ts';

/** Contexts of the dialplan, most of `config/calls.conf`, that channels are sent to in the middle of a call. */
export type Place = 'klapka' | 'klapka-dial' | 'klapka-music' | 'klapka-held' | 'klapka-away' | 'klapka-join' | 'klapka-parked' | 'klapka-pick-up' | 'klapka-retrieve' | 'klapka-loose' | 'klapka-ringing' | 'klapka-monitor' | 'klapka-conference';

/** A phone that is to be called in. */
export interface Summons {
  /** Of the channel, chosen by us. */
  uniqueId: string;
  extensionNumber: string;
  /** Contact of the device, as Asterisk has it. */
  uri: string;
  /** Whom the phone sees calling. */
  from: { number: string; name?: string | undefined };
  headers: Readonly<Record<string, string>>;
  /** Variables of its channel. */
  variables?: Readonly<Record<string, string>>;
  /** Where the phone goes when it answers, and by what extension of it the call is known. */
  place: Place;
  extension: string;
  /** ms it may take to answer. */
  within: number;
}

/** What can stand in a dialplan as it is. */
export const plain = /^[0-9A-Za-z+*#]{1,64}$/;
/** Addresses and headers come from phones: what could be more than one value to Asterisk is none. */
const address = /^sips?:[\w.-]+@[\w.:[\]-]+(?:;[\w.:=-]+)*$/i;
/** Names of channels and numbers: no comma, which begins another variable. */
const variableText = /^[\w./&*#+-]*$/;
const headerText = /^[\w ;=.@%!*+~:/-]+$/;

/** Moves channels about, one command each, and leaves it to Asterisk's events to tell what became of them. */
export class Switchboard {
  readonly #ami: AmiClient;
  readonly #logger: Logger;
  readonly #hasDesks: boolean;
  #lastId = 0;

  /** `hasDesks`: phones on desks have endpoints of their own, made by us. */
  constructor(ami: AmiClient, logger: Logger, hasDesks = true) {
    this.#ami = ami;
    this.#hasDesks = hasDesks;
    this.#logger = logger;
  }

  get connected(): boolean {
    return this.#ami.connected;
  }

  /**
   * A unique id for a channel that is asked for. Of several joined calls Asterisk keeps the `Linkedid` that is oldest by the time
   * behind its last dash; so it looks like one of its own, and is younger than the call's.
   */
  newId(now: number): string {
    return `klapka${randomBytes(9).toString('hex')}-${Math.floor(now / 1000) + 1}.${++this.#lastId}`;
  }

  /** Sends a channel somewhere; `extra` goes at the same moment, so that the end of their talk ends neither. */
  async send(channel: string, place: Place, extension: string, extra?: { channel: string; place: Place }): Promise<boolean> {
    const exten = plain.test(extension) ? extension : 's';
    return this.#try('Redirect', {
      Channel: channel, Context: place, Exten: exten, Priority: 1,
      ...(extra ? { ExtraChannel: extra.channel, ExtraContext: extra.place, ExtraExten: exten, ExtraPriority: 1 } : {}),
    });
  }

  /** Everybody of these channels hears everybody else, and who is there already. */
  async enter(channels: readonly string[], room: string, extension: string): Promise<void> {
    await Promise.all(channels.map((channel) => this.set(channel, { KLAPKA_ROOM: room })));
    // Two by two, so that the end of their talk ends nobody; where one has gone, the other one goes alone.
    for (let at = 0; at < channels.length; at += 2) {
      const [channel = '', other] = channels.slice(at, at + 2);
      const sent = await this.send(channel, 'klapka-conference', extension, other === undefined ? undefined : { channel: other, place: 'klapka-conference' });
      if (!sent && other !== undefined) await this.send(other, 'klapka-conference', extension);
    }
  }

  /** Nothing that comes from a channel is passed on to anybody, or everything is again. */
  silence(channel: string, silent: boolean): Promise<boolean> {
    return this.#try('MuteAudio', { Channel: channel, Direction: 'in', State: silent ? 'on' : 'off' });
  }

  /** Says one sentence to a channel alone; what speaks is a channel with this unique id, and ends with it. */
  async whisper({ uniqueId, channel, prompt, language }: { uniqueId: string; channel: string; prompt: string; language: string }): Promise<boolean> {
    const variables = { KLAPKA_PEER: channel, KLAPKA_SAID: prompt, KLAPKA_LANGUAGE: language };
    if (!Object.values(variables).every((value) => variableText.test(value))) return false;
    return this.#try('Originate', {
      Channel: 'Local/s@klapka-whisper/n', Context: 'klapka-whispered', Exten: 's', Priority: 1, Async: true, ChannelId: uniqueId,
      Variable: Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    });
  }

  /** Two channels talk with each other; the first is one that was sent somewhere before, or called in. */
  async join(channel: string, other: string, extension: string): Promise<boolean> {
    return await this.set(channel, { KLAPKA_PEER: other }) && this.send(channel, 'klapka-join', extension);
  }

  /** Says something of a channel that the dialplan reads. */
  async set(channel: string, variables: Readonly<Record<string, string>>): Promise<boolean> {
    for (const [Variable, Value] of Object.entries(variables)) {
      if (!await this.#try('Setvar', { Channel: channel, Variable, Value })) return false;
    }
    return true;
  }

  async callIn({ uniqueId, extensionNumber, uri, from, headers, variables = {}, place, extension, within }: Summons): Promise<boolean> {
    const lines = Object.entries(headers).map(([name, value]) => `PJSIP_HEADER(add,${name})=${value}`);
    if (!plain.test(extensionNumber) || !address.test(uri) || !Object.values(headers).every((value) => headerText.test(value))) return false;
    if (!Object.values(variables).every((value) => variableText.test(value))) return false;
    return this.#try('Originate', {
      Channel: `PJSIP/${extensionNumber}${this.#hasDesks && !/;transport=ws/i.test(uri) ? deskSuffix : ''}/${uri}`, Context: place, Exten: plain.test(extension) ? extension : 's', Priority: 1,
      CallerID: `"${(from.name ?? '').replaceAll(/["\\<>;,\r\n]/g, ' ').trim()}" <${plain.test(from.number) ? from.number : ''}>`,
      Timeout: within, Async: true, ChannelId: uniqueId, Variable: [...lines, ...Object.entries(variables).map(([name, value]) => `${name}=${value}`)],
    });
  }

  /** Calls a number outside by the rights of an extension. What Asterisk dials it with has the unique id, and lasts until the carrier's channel is sent somewhere. */
  async callOutside({ uniqueId, number, by, within }: { uniqueId: string; number: string; by: string; within: number }): Promise<boolean> {
    if (!plain.test(number) || !plain.test(by)) return false;
    return this.#try('Originate', {
      Channel: `Local/${number}@klapka-outside/n`, Context: 'klapka-away', Exten: number, Priority: 1, CallerID: `<${by}>`,
      Timeout: within, Async: true, ChannelId: uniqueId, Variable: [`KLAPKA_ACCOUNT=${by}`],
    });
  }

  async hangUp(names: readonly string[], cause: number): Promise<void> {
    await Promise.all(names.map((Channel) => this.#try('Hangup', { Channel, Cause: cause })));
  }

  /** Writes what comes from a channel and what goes to it into two files below Asterisk's folder of recordings, at their end. Resolves to what ends it; null: Asterisk refused. */
  async startMixMonitor(channel: string, from: string, to: string): Promise<string | null> {
    // Relative to the folder of monitors, since nobody but Asterisk knows where it is.
    const file = (name: string): string => `(../recording/${name}.sln)`;
    const answer = await this.#take('MixMonitor', { Channel: channel, Options: `ar${file(from)}t${file(to)}` });
    return answer?.get('MixMonitorID') ?? null;
  }

  stopMixMonitor(channel: string, mixId: string): Promise<boolean> {
    return this.#try('StopMixMonitor', { Channel: channel, MixMonitorID: mixId });
  }

  /** Kept in Asterisk's own database, which outlives us and it. */
  note(family: string, key: string, text: string): Promise<boolean> {
    return this.#try('DBPut', { Family: family, Key: key, Val: text });
  }

  forget(family: string, key: string): Promise<boolean> {
    return this.#try('DBDel', { Family: family, Key: key });
  }

  /** Key and text of each. */
  async notes(family: string): Promise<[string, string][]> {
    try {
      const items = await this.#ami.list('DBGetTree', { Family: family });
      return items.map((item) => [item.get('Key').slice(`/${family}/`.length), item.get('Val')]);
    } catch (error) {
      // Refused where there is none.
      if (error instanceof AmiError && error.code === 'REFUSED') return [];
      throw error;
    }
  }

  /** The SIP Call-ID of a phone's channel; empty: it has none yet, or is gone. */
  dialogOf(channel: string): Promise<string> {
    return this.#ask(channel, 'CHANNEL(pjsip,call-id)');
  }

  /** How many packets of sound came from a phone so far; null: nobody knows. */
  async heard(channel: string): Promise<number | null> {
    const count = Number.parseInt(await this.#ask(channel, 'CHANNEL(rtcp,rxcount)'), 10);
    return Number.isNaN(count) ? null : count;
  }

  async isUp(channel: string): Promise<boolean> {
    return await this.#ask(channel, 'CHANNEL(state)') === 'Up';
  }

  /** Whether a number leads somewhere. */
  async isKnown(number: string): Promise<boolean> {
    return plain.test(number) && await this.#ask(undefined, `DIALPLAN_EXISTS(klapka-known,${number},1)`) === '1';
  }

  /** Whether a carrier is asked for a number. */
  async isOutside(number: string): Promise<boolean> {
    return plain.test(number) && await this.#ask(undefined, `DIALPLAN_EXISTS(klapka-outside,${number},1)`) === '1';
  }

  /** Whether Asterisk itself answers a number. */
  async isService(number: string): Promise<boolean> {
    return plain.test(number) && await this.#ask(undefined, `DIALPLAN_EXISTS(klapka-services,${number},1)`) === '1';
  }

  /** Empty where there is no such channel any more. */
  async #ask(Channel: string | undefined, Variable: string): Promise<string> {
    try {
      return (await this.#ami.action('Getvar', { Channel, Variable })).get('Value');
    } catch (error) {
      if (!(error instanceof AmiError)) throw error;
      return '';
    }
  }

  /** False: Asterisk refused. As a rule the channel has gone meanwhile, which an event tells. */
  async #try(action: string, fields: AmiFields): Promise<boolean> {
    return await this.#take(action, fields) !== null;
  }

  /** Null as `#try` is false. */
  async #take(action: string, fields: AmiFields): Promise<AmiMessage | null> {
    try {
      return await this.#ami.action(action, fields);
    } catch (error) {
      if (!(error instanceof AmiError)) throw error;
      if (error.code !== 'REFUSED') this.#logger.warn({ err: error }, 'Asterisk did not take a command');
      return null;
    }
  }
}
