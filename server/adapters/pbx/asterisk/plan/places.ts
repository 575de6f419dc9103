import type { CallPlace, Menu, SoundName, SpokenLanguage } from '@klapka/protocol';
import type { z } from 'zod';
import type { PbxMailbox, PbxPlan, PbxQueue, PbxRingGroup } from '../../../../ports/pbx-plan.ts';
import { context, dialled, extension, goTo, id } from './dialplan.ts';

/** Of Asterisk's configuration: where sounds of one's own are. */
export const soundsFolder = 'klapka-sounds';
const ownSound = (name: z.output<typeof SoundName>): string => `\${ASTETCDIR}/${soundsFolder}/${id(name)}`;

const at = (kind: CallPlace['kind'], number: string): string => `UserEvent(KlapkaAt,Kind: ${kind},Number: ${dialled(number)})`;
const speak = (language: SpokenLanguage): string => `Set(CHANNEL(language)=${language})`;
/** Places a caller may be sent through without having pressed a key. */
const maximumPlaces = 8;
/** With nobody of the PBX's own any more, and on to a number: where it goes round and round, nobody is reached. */
const leave = (to: string): string[] => [
  'Set(KLAPKA_PLACES=$[0${KLAPKA_PLACES} + 1])', `ExecIf($[\${KLAPKA_PLACES} > ${maximumPlaces}]?Hangup(18))`, 'UserEvent(KlapkaAt)', goTo(to),
];
/** By a key of whoever calls. */
const choose = (to: string): string[] => ['Set(KLAPKA_PLACES=)', ...leave(to)];
/** Seconds a caller waits who may wait as long as he likes. */
const forEver = 86_400;

/** Contexts of all that answers calls itself. */
export function places(plan: PbxPlan): string[] {
  return [
    ...context('klapka-queue', ...plan.queues.map((queue) => queueSteps(queue, plan.language))),
    ...context('klapka-group', ...plan.ringGroups.map((group) => groupSteps(group))),
    ...plan.menus.flatMap((menu) => menuContext(menu, plan)),
    ...context('klapka-voicemail', ...plan.mailboxes.filter(({ enabled }) => enabled).map((mailbox) => mailboxSteps(mailbox, plan.language))),
  ];
}

function queueSteps({ number, language, announceJoin, joinEmpty, maximumWaitSeconds, overflow }: PbxQueue, spoken: SpokenLanguage): string[] {
  const mayWait = joinEmpty ? '1' : `\${QUEUE_MEMBER(${number},count)} > \${QUEUE_MEMBER(${number},paused)}`;
  const mustWait = `("\${KLAPKA_AT}" = "") & (${mayWait}) & (\${QUEUE_MEMBER(${number},ready)} = 0 | \${QUEUE_WAITING_COUNT(${number})} > 0)`;
  return extension(dialled(number), [
    at('queue', number),
    // Whoever comes back on a page that was loaded anew goes to the place it had; Asterisk before 21 has one argument more before that.
    'Set(KLAPKA_AT=${KLAPKA_POSITION})',
    'Set(KLAPKA_POSITION=)',
    'ExecIf($["${KLAPKA_AT}" = ""]?Set(ARRAY(KLAPKA_WAITED,QUEUE_PRIO)=0,0))',
    'ExecIf($[${VERSION():0:2} < 21]?Set(KLAPKA_AT=,${KLAPKA_AT}))',
    // Without a wait for sound: whoever has dialled it is in it at once.
    'Answer(,i)',
    speak(language ?? spoken),
    ...(announceJoin ? ['Gosub(klapka-answer,s,1)', `ExecIf($[${mustWait}]?Playback(queue-joining))`] : []),
    `Queue(${number},C,,,$[${maximumWaitSeconds || forEver} - \${KLAPKA_WAITED}],,,,\${KLAPKA_AT})`,
    ...(overflow === null
      ? [
          'GotoIf($["${QUEUESTATUS}" = "FULL"]?full)',
          'Playback(queue-nobody)',
          'Hangup(${IF($["${QUEUESTATUS}" = "TIMEOUT"]?19:20)})',
          '(full)Playback(queue-full)',
          'Hangup(17)',
        ]
      : leave(overflow)),
  ]);
}

function groupSteps({ number, strategy, members, ringSeconds, overflow }: PbxRingGroup): string[] {
  const collect = (member: string): string => `Gosub(klapka-phones,${dialled(member)},1)`;
  const ring = [
    'ExecIf($["${KLAPKA_PHONES}" != ""]?Set(KLAPKA_RUNG=1))',
    `ExecIf($["\${KLAPKA_PHONES}" != ""]?Dial(\${KLAPKA_PHONES:1},${ringSeconds}))`,
  ];
  const turns = strategy === 'linear' ? members.map((member) => [member]) : [members];
  return extension(dialled(number), [
    at('ring-group', number),
    'Set(KLAPKA_RUNG=)',
    ...turns.flatMap((turn) => ['Set(KLAPKA_PHONES=)', ...turn.map(collect), ...ring]),
    ...(overflow === null ? ['Hangup(${IF($["${KLAPKA_RUNG}" = ""]?20:19)})'] : leave(overflow)),
  ]);
}

function menuContext({ number, announcement, keys, directDial, waitSeconds, rounds, otherwise, language }: Menu, plan: PbxPlan): string[] {
  const name = `klapka-menu-${dialled(number)}`;
  const extensions = directDial ? plan.extensions.map((one) => one.number) : [];
  const pressed = Object.entries(keys).filter((entry) => entry[1] !== undefined);
  return context(
    name,
    extension('s', [
      at('menu', number),
      'Gosub(klapka-answer,s,1)',
      speak(language ?? plan.language),
      'Set(TIMEOUT(digit)=2)',
      'Set(KLAPKA_ROUND=0)',
      '(again)Set(KLAPKA_ROUND=$[${KLAPKA_ROUND} + 1])',
      ...(announcement === null ? [] : [`Background(${ownSound(announcement)})`]),
      `WaitExten(${waitSeconds})`,
    ]),
    ...pressed.map(([key, to]) => extension(dialled(key), choose(to))),
    ...extensions.map((to) => extension(dialled(to), choose(to))),
    extension('t', [`GotoIf($[\${KLAPKA_ROUND} < ${rounds}]?s,again)`, ...(otherwise === null ? ['Playback(vm-goodbye)', 'Hangup(19)'] : leave(otherwise))]),
    extension('i', ['Playback(pbx-invalid)', 'Goto(t,1)']),
  );
}

function mailboxSteps({ number, greeting, maximumSeconds, maximumMessages, language }: PbxMailbox, spoken: SpokenLanguage): string[] {
  return extension(dialled(number), [
    at('voicemail', number),
    speak(language ?? spoken),
    `Set(KLAPKA_GREETING=${greeting === null ? 'person-unavailable&vm-intro' : ownSound(greeting)})`,
    `Set(KLAPKA_SECONDS=${maximumSeconds})`,
    `Set(KLAPKA_MESSAGES=${maximumMessages})`,
    `Goto(klapka-deposit,${number},1)`,
  ]);
}
