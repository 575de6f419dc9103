import type { Party, Reach } from '@klapka/protocol';
import { emptyPlan } from '../../../../ports/pbx-plan.ts';
import type { PbxRequest } from '../../../../ports/pbx.ts';
import type { PbxExtension, PbxPlan } from '../../../../ports/pbx-plan.ts';
import { spoken } from '../../shared/sounds/prompts.ts';
import type { Device } from '../sip/device.ts';
import type { Endpoint } from '../sip/endpoint.ts';
import type { Voicemail } from '../voicemail/voicemail.ts';
import type { Member } from './attempt.ts';
import type { Call } from './call.ts';
import { asking, forwardingTo, pickingUp, saying } from './code-apps.ts';
import { dialledCode, queueCode } from './codes.ts';
import type { DialledCode } from './codes.ts';
import { openness } from './hours.ts';
import { menuApp } from './menus.ts';
import { says } from './outside.ts';
import { extensionDestination } from './reach.ts';
import { ringGroupApp } from './ring-groups.ts';
import { inboundRoute, mayDial, outboundRoute, sentNumber } from './routes.ts';
import { services } from './services.ts';
import type { Destination, Dialling, ExtensionDestination } from './switchboard.ts';
import type { App } from './visit.ts';

export interface DialPlanOptions {
  /** Phones of an extension that can be rung now. */
  devicesOf(number: string): Device[];
  /** Lines of these trunks for one call, as far as there are any; the number as a carrier is sent it. */
  lines(trunkIds: readonly string[], party: Party, sent: string, callerId: string | null): Endpoint[];
  /** ms an extension rings whose plan says nothing of it. */
  ringTimeout: number;
  queue(number: string): App | null;
  /** Null: there are no mailboxes. */
  voicemail: Voicemail | null;
  /** Sounds of somebody's own; null: there are none. */
  soundsFolder: string | null;
  /** Tells the gateway what an extension has asked for. */
  ask(extensionNumber: string, request: PbxRequest): void;
  /** Calls that ring at one of these extensions. */
  ringingAt(matches: (extensionNumber: string) => boolean): Call[];
}

/** Where numbers lead. Everything the PBX was told of is here. */
export class DialPlan {
  readonly #options: DialPlanOptions;
  #plan: PbxPlan = emptyPlan;
  #extensions = new Map<string, PbxExtension>();

  constructor(options: DialPlanOptions) {
    this.#options = options;
  }

  /** Answers the extensions that are no more. */
  replace(plan: PbxPlan): string[] {
    const before = [...this.#extensions.keys()];
    this.#plan = plan;
    this.#options.voicemail?.provision(plan);
    this.#extensions = new Map(plan.extensions.map((extension) => [extension.number, extension]));
    return before.filter((number) => !this.#extensions.has(number));
  }

  setReach(number: string, reach: Reach): void {
    const extension = this.#extensions.get(number);
    if (extension) this.#extensions.set(number, { ...extension, reach });
  }

  get plan(): PbxPlan {
    return this.#plan;
  }

  extension(number: string): PbxExtension | undefined {
    return this.#extensions.get(number);
  }

  party(number: string): Party {
    const name = this.#extensions.get(number)?.name;
    return name === undefined ? { number } : { number, name };
  }

  /** Where a number leads that somebody is sent to: by forwarding, a transfer, a menu. */
  destination(number: string, how: Dialling = {}): Destination {
    return this.#ofThePbx(number) ?? this.#extension(number, how) ?? this.#leaveMessage(number) ?? this.#outside(number, how.by);
  }

  /** What the PBX answers itself. */
  #ofThePbx(number: string): Destination | null {
    const service = services.get(number);
    if (service) return { kind: 'app', party: { number, name: service.name }, app: service.app };
    const app = this.#options.queue(number) ?? this.#ringGroup(number) ?? this.#menu(number);
    if (app?.place) return { kind: 'app', party: { number, name: app.place.name }, app };
    const code = dialledCode(this.#plan.featureCodes, number);
    return code?.code === 'leaveVoicemail' ? (this.#leaveMessage(code.rest) ?? unknown(number)) : null;
  }

  #extension(number: string, how: Dialling = {}): ExtensionDestination | null {
    const extension = this.#extensions.get(number);
    if (!extension) return null;
    const devices = this.#options.devicesOf(number).filter((device) => device !== how.device);
    return extensionDestination(this.party(number), extension.reach, devices, this.#options.ringTimeout, how.outside === true);
  }

  #leaveMessage(number: string): Destination | null {
    const { voicemail } = this.#options;
    const mailbox = voicemail?.mailbox(number);
    return voicemail && mailbox ? { kind: 'app', party: { number, name: mailbox.name }, app: voicemail.leave(mailbox) } : null;
  }

  #outside(number: string, by: string | undefined): Destination {
    const { party } = unknown(number);
    const route = outboundRoute(this.#plan.outboundRoutes, number);
    if (!route) return unknown(number);
    const extension = by === undefined ? undefined : this.#extensions.get(by);
    const rights = this.#plan.outboundRights.find(({ id }) => id === extension?.outboundRights);
    if (!extension || !mayDial(rights, number)) return { kind: 'forbidden', party };
    return { kind: 'outside', party, by: extension.number, lines: () => this.#options.lines(route.trunkIds, party, sentNumber(route, number), extension.callerId ?? null) };
  }

  /** Where a number of ours leads that is called over a trunk, at this time. */
  calledFromOutside(trunkId: string, number: string, now: number): Destination {
    const { party } = unknown(number);
    const route = inboundRoute(this.#plan.inboundRoutes, trunkId, number);
    if (!route) return unknown(number);
    const hours = this.#plan.hours.find(({ id }) => id === route.hoursId);
    const state = hours ? openness(hours, now) : 'open';
    const to = state === 'open' ? route.to : state === 'holiday' ? (route.holidayTo ?? route.closedTo) : route.closedTo;
    if (to !== null) return this.destination(to, { outside: true });
    return { kind: 'app', party: { ...party, name: route.name }, app: says(`${this.#plan.language}/${state}`) };
  }

  /** Somebody who is rung as one of several: not where their own calls are forwarded to. */
  member(extensionNumber: string): Member | null {
    return this.#extension(extensionNumber);
  }

  #menu(number: string): App | null {
    const menu = this.#plan.menus.find((candidate) => candidate.number === number);
    const { soundsFolder } = this.#options;
    return menu ? menuApp(menu, { language: menu.language ?? this.#plan.language, soundsFolder, extensions: [...this.#extensions.keys()] }) : null;
  }

  #ringGroup(number: string): App | null {
    const group = this.#plan.ringGroups.find((candidate) => candidate.number === number);
    return group ? ringGroupApp(group, this.#plan.language, (member) => this.member(member)) : null;
  }

  /** Where a number leads that this phone dials. Codes are only here: nobody is sent to one, so nobody uses one in another's name. */
  dialled(number: string, device: Device): Destination {
    return this.#ofThePbx(number) ?? this.#coded(number, device) ?? this.destination(number, { device, by: device.extensionNumber });
  }

  #coded(number: string, { extensionNumber }: Device): Destination | null {
    const code = dialledCode(this.#plan.featureCodes, number);
    if (code?.code === 'voicemail') return this.#listen(number, code.rest || extensionNumber, extensionNumber);
    const app = code ? this.#setting(code.code, code.rest, extensionNumber) : this.#queueStanding(number, extensionNumber);
    return app && { kind: 'app', party: { number }, app };
  }

  #setting(code: DialledCode, rest: string, extensionNumber: string): App | null {
    const { language } = this.#plan;
    const asks = (request: PbxRequest, ...prompts: string[]): App => asking(prompts, (asked) => this.#options.ask(extensionNumber, asked), request);
    if (code === 'doNotDisturbOn') return asks({ kind: 'do-not-disturb', on: true }, spoken(language, 'dnd-on'));
    if (code === 'doNotDisturbOff') return asks({ kind: 'do-not-disturb', on: false }, spoken(language, 'dnd-off'));
    if (code === 'forwardOff') return asks({ kind: 'forward', to: null }, spoken(language, 'forwarding-off'));
    if (code === 'pickUp') return this.#pickUp(rest, extensionNumber);
    if (code !== 'forwardOn') return null;
    const { kind } = rest === extensionNumber ? unknown(rest) : this.destination(rest, { by: extensionNumber });
    if (kind === 'unknown') return saying(language, 'ss-noservice');
    return kind === 'forbidden' ? saying(language, 'not-allowed') : asks({ kind: 'forward', to: rest }, ...forwardingTo(language, rest));
  }

  /** What rings at one extension, or in all groups whose calls this one may take. */
  #pickUp(at: string, by: string): App | null {
    const { language } = this.#plan;
    const mayTake = (number: string): boolean => {
      const groups = this.#extensions.get(by)?.picksUp ?? [];
      return number !== by && this.#extensions.get(number)?.groups?.some((group) => groups.includes(group)) === true;
    };
    if (at !== '' && !this.#extensions.has(at)) return null;
    if (at !== '' && !mayTake(at)) return saying(language, 'not-allowed');
    return pickingUp(language, () => this.#options.ringingAt((number) => (at === '' ? mayTake(number) : number === at)));
  }

  /** Who is an agent of the queue logs in or out of it. */
  #queueStanding(number: string, extensionNumber: string): App | null {
    const code = queueCode(this.#plan.featureCodes, number);
    const queue = this.#plan.queues.find((candidate) => candidate.number === code?.queueNumber);
    if (!code || !queue) return null;
    const { language } = this.#plan;
    if (!queue.agents.some((agent) => agent.extensionNumber === extensionNumber)) return saying(language, 'not-allowed');
    return asking([spoken(language, code.loggedIn ? 'agent-loginok' : 'agent-loggedoff')], (asked) => this.#options.ask(extensionNumber, asked), { kind: 'queue', ...code });
  }

  #listen(number: string, to: string, extensionNumber: string): Destination {
    const { voicemail } = this.#options;
    const mailbox = voicemail?.mailbox(to);
    return voicemail && mailbox ? { kind: 'app', party: { number, name: mailbox.name }, app: voicemail.listen(mailbox, extensionNumber) } : unknown(number);
  }
}

const unknown = (number: string): Destination & { kind: 'unknown' } => ({ kind: 'unknown', party: { number: number.slice(0, 64) } });
