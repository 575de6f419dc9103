import type { InboundRoute, OutboundRoute } from '@klapka/protocol';
import type { PbxOutboundRights, PbxPlan, PbxTrunk } from '../../../../ports/pbx-plan.ts';
import { anyNumber, context, dialled, extension, goTo, id as checkedId, isNumber } from './dialplan.ts';
import { hoursContext, hoursName } from './hours.ts';

/** Endpoints, registrations and contexts of trunks begin so; no extension's number does. */
export const trunkPrefix = 'klapka-trunk-';
export const trunkName = (id: string): string => trunkPrefix + checkedId(id);
const inboundContext = (id: string): string => `klapka-from-${checkedId(id)}`;
const group = 'klapka-trunk';
/** Seconds a carrier may take to ring somebody. */
const ringTime = 120;

/** Contexts of outside lines, both ways. */
export function outside(plan: PbxPlan): string[] {
  const trunks = new Map(plan.trunks.map((trunk) => [trunk.id, trunk]));
  return [
    ...plan.hours.flatMap(hoursContext),
    ...plan.trunks.flatMap((trunk) => inbound(trunk, plan)),
    ...context('klapka-outside', ...plan.outboundRoutes.map((route) => outbound(route, trunks))),
    ...plan.outboundRights.flatMap(rightsContext),
    ...context('klapka-account', ...plan.extensions.map(({ number, outboundRights, callerId }) => extension(dialled(number), [
      ...(outboundRights === undefined ? [] : [`Set(KLAPKA_RIGHTS=${checkedId(outboundRights)})`]),
      ...(callerId === undefined ? [] : [`Set(KLAPKA_SHOWN=${dialled(callerId)})`]),
      'Return()',
    ]))),
  ];
}

/** Calls of a carrier begin here. A route of this trunk beats one of any. */
function inbound({ id, maximumCalls, username, registers }: PbxTrunk, { inboundRoutes, language }: PbxPlan): string[] {
  const routes = inboundRoutes.filter(({ trunkId }) => trunkId === id || trunkId === null).toSorted((a, b) => Number(a.trunkId === null) - Number(b.trunkId === null));
  const byNumber = new Map<string | null, InboundRoute>();
  for (const route of routes) for (const number of spellings(route.number)) if (!byNumber.has(number)) byNumber.set(number, route);
  const begin = [
    'Set(KLAPKA_OUTSIDE=in)',
    `Set(CHANNEL(language)=${language})`,
    `Set(GROUP(${group})=${checkedId(id)})`,
    `ExecIf($[\${GROUP_COUNT(${checkedId(id)}@${group})} > ${maximumCalls}]?Hangup(34))`,
  ];
  const own = registers && username !== null ? contactUser(username) : null;
  const account = byNumber.get(own) ?? byNumber.get(null);
  return context(
    inboundContext(id),
    ...[...byNumber].filter(([number]) => number === null || number !== own).map(([number, route]) => extension(number === null ? anyNumber : dialled(number), [...begin, ...routeSteps(route)])),
    ...(own === null ? [] : [registeredAs(own, inboundContext(id), account ? [...begin, ...routeSteps(account)] : ['Hangup(1)'])]),
    ...(byNumber.has(null) ? [] : [extension(anyNumber, ['Hangup(1)'])]),
    // Whoever hangs up goes here, and is no number.
    extension('h', ['Hangup()']),
  );
}

/** By what a carrier that was told where we are calls us. */
const contactUser = (username: string): string => (isNumber(username) ? username : 'klapka');

/** A carrier we have registered at calls our account; which of its numbers was dialled stands in To. */
function registeredAs(account: string, here: string, otherwise: readonly string[]): string[] {
  return extension(account, [
    'Set(KLAPKA_CALLED=${PJSIP_HEADER(read,To)})',
    'Set(KLAPKA_CALLED=${CUT(KLAPKA_CALLED,@,1)})',
    'Set(KLAPKA_CALLED=${FILTER(0-9a-zA-Z+*#,${CUT(KLAPKA_CALLED,:,2)})})',
    `GotoIf($["\${KLAPKA_CALLED}" != "" & "\${KLAPKA_CALLED}" != "\${EXTEN}"]?${here},\${KLAPKA_CALLED},1)`,
    ...otherwise,
  ]);
}

/** Carriers do not agree on the plus before a number. */
function spellings(number: string | null): (string | null)[] {
  if (number === null) return [null];
  return number.startsWith('+') ? [number, number.slice(1)] : [number, `+${number}`];
}

function routeSteps({ to, hoursId, closedTo, holidayTo }: InboundRoute): string[] {
  if (hoursId === null) return [goTo(to)];
  const otherwise = (target: string | null, prompt: string): string[] => (target === null ? ['Gosub(klapka-answer,s,1)', `Playback(${prompt})`, 'Hangup(16)'] : [goTo(target)]);
  const [closed, ...rest] = otherwise(closedTo, 'closed');
  const [holiday, ...more] = otherwise(holidayTo, 'holiday');
  return [
    `Gosub(${hoursName(hoursId)},s,1)`,
    'GotoIf($["${KLAPKA_HOURS}" = "closed"]?closed)',
    'GotoIf($["${KLAPKA_HOURS}" = "holiday"]?holiday)',
    goTo(to),
    `(closed)${closed}`, ...rest,
    `(holiday)${holiday}`, ...more,
  ];
}

/**
 * The next trunk is tried where one has no place left or does not answer; whoever is busy outside is busy by any of them. One
 * is tried also where it is silent when it is asked how it is: there are carriers that never say, and one that was away may be back.
 */
function outbound({ prefix, strip, prepend, trunkIds }: OutboundRoute, trunks: ReadonlyMap<string, PbxTrunk>): string[] {
  const known = trunkIds.flatMap((id) => trunks.get(id) ?? []);
  const tries = known.flatMap(({ id, server: where, callerId, maximumCalls }, index) => [
    `(try${index})Set(GROUP(${group})=${checkedId(id)})`,
    `GotoIf($[\${GROUP_COUNT(${checkedId(id)}@${group})} > ${maximumCalls}]?try${index + 1})`,
    `Set(CALLERID(num)=\${IF($["\${KLAPKA_SHOWN}" = ""]?${callerId === null ? '${KLAPKA_CALLER}' : dialled(callerId)}:\${KLAPKA_SHOWN})})`,
    `Dial(PJSIP/${trunkName(id)}/sip:\${KLAPKA_SENT}@${hostOf(where)},${ringTime},b(klapka-shown^s^1(\${FILTER(0-9a-zA-Z+*#,\${CALLERID(num)})}^${hostOf(where).replace(/:\d+$/, '')})))`,
    // Q.850: what would be the same by any trunk.
    'GotoIf($["${DIALSTATUS}" = "BUSY" | "${DIALSTATUS}" = "ANSWER" | "${HANGUPCAUSE}" =~ "^(1|16|17|19|21|22|28)$"]?over)',
  ]);
  return extension(prefix === '' ? '_[0-9+].' : `_${dialled(prefix)}!`, [
    // The patterns match whatever follows, and Dial would take it for a second number or for options.
    'GotoIf($[${LEN(${EXTEN})} != ${LEN(${FILTER(0-9a-zA-Z+*#,${EXTEN})})}]?unknown)',
    'Gosub(klapka-may,${EXTEN},1)',
    'UserEvent(KlapkaOutside)',
    'Set(KLAPKA_CALLER=${CALLERID(num)})',
    'Set(CALLERID(name)=)',
    `Set(KLAPKA_SENT=${prepend}\${EXTEN:${strip}})`,
    ...tries,
    `(try${known.length})Hangup(34)`,
    '(over)Hangup(${IF($["${DIALSTATUS}" = "BUSY"]?17:${HANGUPCAUSE})})',
    '(unknown)Hangup(1)',
  ]);
}

/** Patterns go from the longest beginning to the shortest by themselves. */
function rightsContext({ id, rules }: PbxOutboundRights): string[] {
  const byPrefix = new Map<string, boolean>();
  for (const { prefix, allowed } of rules) if (!byPrefix.has(prefix)) byPrefix.set(prefix, allowed);
  return context(`klapka-rights-${checkedId(id)}`, ...[...byPrefix].map(([prefix, allowed]) => extension(prefix === '' ? anyNumber : `_${dialled(prefix)}!`, [`Return(${allowed ? 'yes' : 'no'})`])));
}

/** PJSIP's objects of the trunks. Their passwords are not among them: those go through ARI. */
export function trunkObjects({ trunks, language }: PbxPlan): string {
  return ['; Written by the gateway, again and again: changes are lost.', ...trunks.flatMap((trunk) => objectsOf(trunk, language)), ''].join('\n');
}

const serverAddress = /^[A-Za-z0-9.-]{1,253}(:\d{1,5})?$/;
/** Throws for what is no host with, perhaps, a port. */
function hostOf(text: string): string {
  if (!serverAddress.test(text)) throw new Error('No usable address of a trunk');
  return text;
}

const address = /^[0-9a-fA-F.:/]{1,64}$/;

function objectsOf({ id, server: where, username, registers, addresses }: PbxTrunk, language: string): string[] {
  if (!addresses.every((one) => address.test(one)) || (username !== null && !/^[\w.+-]*$/.test(username))) throw new Error('No usable address of a trunk');
  const name = trunkName(id);
  const host = hostOf(where).replace(/:\d+$/, '');
  const object = (type: string, fields: readonly string[]): string[] => ['', `[${name}]`, `type = ${type}`, ...fields];
  return [
    ...object('endpoint', [
      'transport = transport-udp', `context = ${inboundContext(id)}`, 'disallow = all', 'allow = alaw,ulaw', `aors = ${name}`, 'identify_by = ip',
      ...(username === null ? [] : [`outbound_auth = ${name}`]), `from_domain = ${host}`, `language = ${language}`,
      'direct_media = no', 'rtp_symmetric = yes', 'force_rport = yes', 'rewrite_contact = yes', 'allow_transfer = no',
      // Who is called inside, and whom callers are sent on to, is told nobody outside.
      'send_pai = no', 'send_connected_line = no', 'rtp_timeout = 60', 'rtp_timeout_hold = 600',
    ]),
    ...object('aor', [`contact = sip:${where}`, 'qualify_frequency = 15', 'qualify_timeout = 3.0']),
    ...object('identify', [`endpoint = ${name}`, 'srv_lookups = no', ...[host, ...addresses].map((match) => `match = ${match}`)]),
    ...(registers && username !== null ? object('registration', [
      'transport = transport-udp', `outbound_auth = ${name}`, `server_uri = sip:${where}`, `client_uri = sip:${username}@${where}`, `contact_user = ${contactUser(username)}`,
      `endpoint = ${name}`, 'line = yes', 'expiration = 300', 'retry_interval = 20', 'forbidden_retry_interval = 120', 'fatal_retry_interval = 120', 'max_retries = 100000',
    ]) : []),
  ];
}
