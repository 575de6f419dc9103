import type { PbxMailbox, PbxPlan, PbxQueue } from '../../../../ports/pbx-plan.ts';
import { context, dialled, extension, isNumber } from './dialplan.ts';

/** The numbers and codes of the plan, besides extensions: each goes where it is served. */
export function numbers(plan: PbxPlan): string[] {
  const extensions = new Set(plan.extensions.map(({ number }) => number));
  const to = (place: string) => ({ number }: { number: string }): string[] => extension(dialled(number), [`Goto(${place},${number},1)`]);
  const known = context(
    'klapka-plan',
    ...plan.queues.map(to('klapka-queue')),
    ...plan.ringGroups.map(to('klapka-group')),
    ...plan.menus.map(({ number }) => extension(dialled(number), [`Goto(klapka-menu-${number},s,1)`])),
    ...plan.mailboxes.filter(({ enabled, number }) => enabled && !extensions.has(number)).map(to('klapka-voicemail')),
    ...leaving(plan),
    // Whoever hangs up goes here, and is no number.
    extension('h', ['Hangup()']),
    ['include => klapka-outside'],
  );
  // Codes are for who dials: nobody is sent to one.
  return [...known, ...context('klapka-codes', ...codes(plan)), ...context('klapka-own', ...plan.mailboxes.map((mailbox) => extension(dialled(mailbox.number), listen(mailbox, plan))))];
}

function leaving({ featureCodes: { leaveVoicemail }, mailboxes }: PbxPlan): string[][] {
  if (leaveVoicemail === null) return [];
  return mailboxes.filter(({ enabled }) => enabled).map(({ number }) => extension(leaveVoicemail + dialled(number), [`Goto(klapka-voicemail,${number},1)`]));
}

function codes({ featureCodes, extensions, mailboxes, queues }: PbxPlan): string[][] {
  const { voicemail, pickUp, doNotDisturbOn, doNotDisturbOff, forwardOn, forwardOff, queueLogIn, queueLogOut } = featureCodes;
  const of = (code: string | null, make: (code: string) => string[][]): string[][] => (code === null ? [] : make(code));
  return [
    ...of(voicemail, (code) => [
      extension(code, ['GotoIf($["${DIALPLAN_EXISTS(klapka-own,${CUT(CHANNEL(endpoint),@,1)},1)}" = "1"]?klapka-own,${CUT(CHANNEL(endpoint),@,1)},1)', 'Hangup(1)']),
      ...mailboxes.map(({ number }) => extension(code + dialled(number), [`Goto(klapka-own,${number},1)`])),
    ]),
    ...of(pickUp, (code) => [
      extension(code, ['Goto(klapka-take,s,1)']),
      ...extensions.filter(({ number }) => isNumber(number)).map(({ number }) => extension(code + number, [`Goto(klapka-take,${number},1)`])),
    ]),
    ...of(doNotDisturbOn, (code) => [extension(code, asked('Kind: do-not-disturb,On: 1', 'dnd-on'))]),
    ...of(doNotDisturbOff, (code) => [extension(code, asked('Kind: do-not-disturb,On: 0', 'dnd-off'))]),
    ...of(forwardOn, (code) => [extension(`_${code}[0-9+*#]!`, [`Goto(klapka-forward-to,\${FILTER(0-9+*#,\${EXTEN:${code.length}})},1)`])]),
    ...of(forwardOff, (code) => [extension(code, asked('Kind: forward', 'forwarding-off'))]),
    ...of(queueLogIn, (code) => queues.map((queue) => standing(queue, code, '1', 'agent-loginok'))),
    ...of(queueLogOut, (code) => queues.map((queue) => standing(queue, code, '0', 'agent-loggedoff'))),
  ];
}

/** The gateway does it; the caller hears that it is done. */
function asked(what: string, prompt: string): string[] {
  return [`UserEvent(KlapkaAsked,${what})`, 'Gosub(klapka-answer,s,1)', `Playback(${prompt})`, 'Hangup(16)'];
}

/** In or out of a queue, for its agents. */
function standing({ number, agents }: PbxQueue, code: string, on: string, prompt: string): string[] {
  const known = agents.map(({ extensionNumber }) => extensionNumber).filter(isNumber);
  return extension(dialled(number) + code, [
    `Set(KLAPKA_AGENTS=-${known.join('-')}-)`,
    'GotoIf($["${FIELDNUM(KLAPKA_AGENTS,-,${CUT(CHANNEL(endpoint),@,1)})}" = "0"]?klapka-say,not-allowed,1)',
    ...asked(`Kind: queue,Queue: ${number},On: ${on}`, prompt),
  ]);
}

/** Whoever may listen to it does so at once, everybody else with its PIN. */
function listen({ number, pin, listeners, language }: PbxMailbox, plan: PbxPlan): string[] {
  const known = [...listeners, number].filter(isNumber);
  return [
    `Set(CHANNEL(language)=${language ?? plan.language})`,
    `Set(KLAPKA_PIN=${pin === null ? 'none' : dialled(pin)})`,
    ...known.map((listener) => `ExecIf($["\${CUT(CHANNEL(endpoint),@,1)}" = "${listener}"]?Set(KLAPKA_PIN=))`),
    `Goto(klapka-listen,${number},1)`,
  ];
}
