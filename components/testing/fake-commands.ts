import type { Account, CommandInput, CommandName, CommandResults, Device, Extension, Favourite, FileRef, Hours, Message, Queue, Voicemail } from '@klapka/protocol';
import type { FakeChat } from './fake-chat.ts';
import type { FakeClock } from './fake-clock.ts';
import type { FakePbx } from './fake-pbx.ts';
import { FakeQueues } from './fake-queues.ts';
import type { FakeStore } from './fake-store.ts';
import { FakeRefusal } from './refusal.ts';

export interface CommandParts {
  clock: FakeClock;
  chat: FakeChat;
  pbx: FakePbx;
  account: () => Account;
  devices: FakeStore<Device>;
  extensions: FakeStore<Extension>;
  files: ReadonlyMap<string, FileRef>;
  voicemails: FakeStore<Voicemail>;
  favourites: FakeStore<Favourite>;
  queues: FakeStore<Queue>;
  hours: Map<string, Hours['override']>;
}

type Field = 'string' | 'number' | 'boolean' | 'strings' | 'string or null';

/** What each command takes; `?` marks what may be left out. As strict as the gateway: nothing missing, nothing more. */
const shapes: Record<CommandName, Record<string, Field | `${Field}?`>> = {
  'session:renew': { token: 'string' },
  'session:leaving': {},
  'sip:ticket': {},
  'presence:set': { state: 'string', note: 'string?' },
  'device:sign-out': { deviceId: 'string' },
  'call:hang-up': { callId: 'string' },
  'call:originate': { number: 'string', deviceId: 'string?' },
  'call:redirect': { callId: 'string', legId: 'string', number: 'string', note: 'string?' },
  'call:join': { callId: 'string', legId: 'string', otherCallId: 'string', otherLegId: 'string' },
  'call:merge': { callId: 'string', otherCallId: 'string' },
  'call:invite': { callId: 'string', number: 'string' },
  'call:drop': { callId: 'string', legId: 'string' },
  'call:mute': { callId: 'string', legId: 'string', muted: 'boolean' },
  'call:park': { callId: 'string', legId: 'string', slot: 'string?' },
  'call:pick-up': { callId: 'string', deviceId: 'string?' },
  'call:monitor': { callId: 'string', legId: 'string', mode: 'string', deviceId: 'string?' },
  'call:monitor-mode': { callId: 'string', legId: 'string', mode: 'string' },
  'call:record': { callId: 'string', state: 'string' },
  'call:flip': { callId: 'string', legId: 'string', deviceId: 'string or null' },
  'voicemail:heard': { id: 'string', heard: 'boolean' },
  'voicemail:remove': { id: 'string' },
  'voicemail:forward': { id: 'string', to: 'string' },
  'favourite:set': { extensionId: 'string', favourite: 'boolean' },
  'queue:log-in': { queueId: 'string or null', extensionId: 'string?' },
  'queue:log-out': { queueId: 'string or null', extensionId: 'string?' },
  'queue:pause': { queueId: 'string or null', extensionId: 'string?', reason: 'string?', minutes: 'number?' },
  'queue:resume': { queueId: 'string or null', extensionId: 'string?' },
  'queue:ready': { queueId: 'string or null', extensionId: 'string?' },
  'queue:move-first': { callId: 'string' },
  'hours:switch': { hoursId: 'string', override: 'string or null' },
  'conversation:pick-up': { conversationId: 'string' },
  'conversation:close': { conversationId: 'string' },
  'conversation:read': { conversationId: 'string', seq: 'number' },
  'typing:set': { conversationId: 'string', typing: 'boolean' },
  'message:send': { conversationId: 'string', clientId: 'string', text: 'string?', fileIds: 'strings?' },
  'message:list': { conversationId: 'string', before: 'number' },
};

function fits(value: unknown, field: Field): boolean {
  if (field === 'string or null') return value === null || typeof value === 'string';
  return field === 'strings' ? Array.isArray(value) && value.every((item) => typeof item === 'string') : typeof value === field;
}

/** Throws UNKNOWN_COMMAND or BAD_REQUEST where the gateway would answer so. */
export function checkCommand(name: string, payload: unknown): void {
  if (!Object.hasOwn(shapes, name)) throw new FakeRefusal('UNKNOWN_COMMAND');
  const shape = shapes[name as CommandName];
  if (typeof payload !== 'object' || payload === null) throw new FakeRefusal('BAD_REQUEST');
  const given = new Map(Object.entries(payload));
  for (const [key, field] of Object.entries(shape)) {
    const value: unknown = given.get(key);
    given.delete(key);
    if (value === undefined && field.endsWith('?')) continue;
    if (!fits(value, field.replace('?', '') as Field)) throw new FakeRefusal('BAD_REQUEST');
  }
  if (given.size) throw new FakeRefusal('BAD_REQUEST');
}

type Handlers = { [Name in CommandName]: (payload: CommandInput<Name>) => CommandResults[Name] };

/** What people do with calls is the scripted PBX's. */
function callHandlers({ pbx }: CommandParts) {
  const { actions } = pbx;
  return {
    'call:hang-up': ({ callId }) => {
      const call = pbx.calls.find((live) => live.id === callId);
      if (call) call.end('hung-up');
      else actions.hangUp({ callId });
      return {};
    },
    'call:originate': (payload) => actions.originate(payload),
    'call:redirect': (payload) => actions.redirect(payload),
    'call:join': (payload) => actions.join(payload),
    'call:merge': (payload) => actions.merge(payload),
    'call:invite': (payload) => actions.invite(payload),
    'call:drop': (payload) => actions.drop(payload),
    'call:mute': (payload) => actions.mute(payload),
    'call:park': (payload) => actions.park(payload),
    'call:pick-up': (payload) => actions.pickUp(payload),
    'call:monitor': (payload) => actions.monitor(payload),
    'call:monitor-mode': (payload) => actions.monitorMode(payload),
    'call:record': (payload) => actions.record(payload),
    'call:flip': (payload) => actions.flip(payload),
  } satisfies Partial<Handlers>;
}

function voicemailHandlers({ voicemails }: CommandParts) {
  const known = (id: string): void => {
    if (!voicemails.all.has(id)) throw new FakeRefusal('NOT_FOUND');
  };
  const gone = ({ id }: { id: string }): Record<string, never> => {
    known(id);
    voicemails.remove([id]);
    return {};
  };
  return {
    'voicemail:heard': ({ id, heard }) => {
      known(id);
      voicemails.patch(id, { heard });
      return {};
    },
    'voicemail:remove': gone,
    'voicemail:forward': gone,
  } satisfies Partial<Handlers>;
}

function queueHandlers(parts: CommandParts) {
  const queues = new FakeQueues(parts);
  return {
    'queue:log-in': (payload) => queues.logIn(payload),
    'queue:log-out': (payload) => queues.logOut(payload),
    'queue:pause': (payload) => queues.pause(payload),
    'queue:resume': (payload) => queues.resume(payload),
    'queue:ready': (payload) => queues.ready(payload),
    'queue:move-first': (payload) => queues.moveFirst(payload),
    'hours:switch': (payload) => queues.switchHours(payload),
  } satisfies Partial<Handlers>;
}

/** What the scripted gateway does for each command. */
export function createHandlers(parts: CommandParts): Handlers {
  const { clock, chat, devices, extensions } = parts;
  return {
    'session:renew': () => ({ account: parts.account(), expiresAt: clock.now + 900_000 }),
    'session:leaving': () => ({}),
    'sip:ticket': () => ({ kind: 'none' }),
    'presence:set': ({ state, note }) => {
      const own = [...extensions.all.values()].find((row) => row.self);
      if (!own) throw new FakeRefusal('NOT_FOUND');
      extensions.patch(own.id, { presence: { state, note: note ?? '' } });
      return {};
    },
    'device:sign-out': ({ deviceId }) => {
      if (!devices.all.has(deviceId)) throw new FakeRefusal('NOT_FOUND');
      devices.remove([deviceId]);
      return {};
    },
    'favourite:set': ({ extensionId, favourite }) => {
      if (!extensions.all.has(extensionId)) throw new FakeRefusal('NOT_FOUND');
      if (favourite) parts.favourites.set([{ id: extensionId }]);
      else parts.favourites.remove([extensionId]);
      return {};
    },
    ...voicemailHandlers(parts),
    ...callHandlers(parts),
    ...queueHandlers(parts),
    'conversation:pick-up': ({ conversationId }) => {
      chat.pickUp(conversationId);
      return {};
    },
    'conversation:close': ({ conversationId }) => {
      chat.close(conversationId);
      return {};
    },
    'conversation:read': ({ conversationId, seq }) => {
      chat.read(conversationId, seq);
      return {};
    },
    'typing:set': () => ({}),
    'message:send': (payload) => ({ message: sendMessage(parts, payload) }),
    'message:list': ({ conversationId, before }) => chat.list(conversationId, before),
  };
}

/** Shows nothing, as the gateway judges it. */
const blank = /^[\s\p{Cc}\p{DI}\u2800]*$/u;

function sendMessage({ chat, files }: CommandParts, payload: CommandInput<'message:send'>): Message {
  const { conversationId, clientId, text = '', fileIds = [] } = payload;
  if (text.length > 4000 || fileIds.length > 10 || (blank.test(text) && !fileIds.length)) throw new FakeRefusal('BAD_REQUEST');
  const attached = fileIds.map((id) => {
    const file = files.get(id);
    if (!file) throw new FakeRefusal('NOT_FOUND');
    return file;
  });
  return chat.send(conversationId, clientId, text, attached);
}
