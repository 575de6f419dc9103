import type { Account, Agent, Conversation, Device, Extension, Message, Queue } from '@klapka/protocol';

/** The demo company: eight people in two departments; 1001 administrates, 1002 supervises. */
const people: readonly (readonly [string, string, string, string])[] = [
  ['1001', 'Jana', 'Nováková', 'Obchod'],
  ['1002', 'Petr', 'Svoboda', 'Podpora'],
  ['1003', 'Eva', 'Dvořáková', 'Podpora'],
  ['1004', 'Tomáš', 'Černý', 'Obchod'],
  ['1005', 'Lucie', 'Procházková', 'Podpora'],
  ['1006', 'Jakub', 'Kučera', 'Obchod'],
  ['1007', 'Markéta', 'Veselá', 'Podpora'],
  ['1008', 'Ondřej', 'Horák', 'Obchod'],
];

function asciiOf(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

export function makeExtension(number: string, firstName: string, lastName: string, department: string): Extension {
  return {
    id: `ext-${number}`,
    number,
    name: `${firstName} ${lastName}`,
    firstName,
    lastName,
    email: `${asciiOf(firstName)}.${asciiOf(lastName)}@example.com`,
    departments: [department],
    groupIds: ['group-all'],
    presence: { state: 'available', note: '' },
    line: 'idle',
    devices: ['web'],
    voicemail: { enabled: true },
  };
}

export function demoExtensions(): Extension[] {
  return people.map(([number, firstName, lastName, department]) => ({
    ...makeExtension(number, firstName, lastName, department),
    ...(number === '1001' ? { self: true } : {}),
  }));
}

/** Many extensions for long lists, the same ones every time: numbers 10001, 10002 …, names of the demo people recombined. */
export function manyExtensions(count: number): Extension[] {
  const lines = ['idle', 'idle', 'idle', 'busy', 'ringing', 'offline', 'held'] as const;
  const presences = ['available', 'available', 'away', 'do_not_disturb', 'lunch'] as const;
  return Array.from({ length: count }, (_, index) => {
    const first = people[index % people.length] ?? people[0];
    const last = people[(index * 5 + Math.floor(index / people.length)) % people.length] ?? people[0];
    const row = makeExtension(String(10_001 + index), first?.[1] ?? '', last?.[2] ?? '', index % 2 ? 'Podpora' : 'Obchod');
    const line = lines[index % lines.length] ?? 'idle';
    const state = presences[index % presences.length] ?? 'available';
    return { ...row, line, devices: line === 'offline' ? [] : ['web'], presence: { state, note: '' } };
  });
}

export function demoAccount(): Account {
  return {
    id: 'account-1001',
    name: 'Jana Nováková',
    email: 'jana.novakova@example.com',
    roles: ['administrator', 'user'],
    extension: { id: 'ext-1001', number: '1001' },
    permissions: [{ groupId: 'group-all', groupName: 'Všichni', keys: ['presence.switch', 'call.distribute', 'call.pickup', 'call.hangup', 'call.monitor', 'call.park'] }],
    features: ['phone', 'inbox', 'admin'],
    phone: {
      can: ['originate', 'redirect', 'join', 'conference', 'park', 'pickUp', 'monitor', 'flip', 'voicemail'],
      recording: 'full',
      parkingSlots: ['701', '702', '703', '704'],
      codes: {
        voicemail: '*2', leaveVoicemail: '#', pickUp: '*4', doNotDisturbOn: '*74', doNotDisturbOff: '*074', forwardOn: '*71', forwardOff: '*071',
        queueLogIn: '*', queueLogOut: '**', park: '*5', parkOn: '*05', flip: '*01', transfer: '*03', consult: '*3', record: '*1',
      },
    },
  };
}

export function demoDevices(now: number): Device[] {
  return [
    { id: 'device-here-0000000', name: 'Chrome, Linux', kind: 'web', current: true, signedInAt: now - 3_600_000, lastSeenAt: now },
    { id: 'device-phone-000000', name: 'Safari, iPhone', kind: 'web', current: false, signedInAt: now - 86_400_000, lastSeenAt: now - 600_000 },
  ];
}

/** One queue of three: the account itself, somebody who is on a break, and somebody who is not there. Nobody waits. */
export function demoQueues(now: number): Queue[] {
  const agents = demoExtensions().slice(0, 3).map(({ id, number, name }, index): Agent => {
    const agent = { extensionId: id, number, name, since: now - 600_000 };
    if (index === 1) return { ...agent, state: 'paused', pause: { reason: 'Oběd' } };
    return { ...agent, state: index === 0 ? 'available' : 'logged-out' };
  });
  return [{ id: 'queue-1', number: '600', name: 'Podpora', agents, waiting: [], member: true }];
}

export function makeConversation(id: string, now: number, fields: Partial<Conversation> = {}): Conversation {
  return {
    id,
    channel: { id: 'button-demo', kind: 'website', name: 'Shop' },
    contact: { id: `visitor-${id}` },
    state: 'open',
    preview: '',
    lastAt: now,
    createdAt: now,
    seq: 0,
    unread: 0,
    readSeq: 0,
    ...fields,
  };
}

export function makeMessage(conversationId: string, seq: number, fields: Partial<Message> = {}): Message {
  return {
    id: `${conversationId}-message-${seq}`,
    conversationId,
    seq,
    from: 'visitor',
    text: '',
    files: [],
    at: 0,
    delivery: 'delivered',
    ...fields,
  };
}
