import type { CallEndReason, ErrorCode, FileRef, SessionEndCause, TopicName } from '@klapka/protocol';
import { PbxCommandError } from '../core/session.ts';
import { callScenarios } from './call-scenarios.ts';
import { manyExtensions } from './data.ts';
import { phoneTimes } from './fake-phone.ts';
import { FakeSession, type FakeOptions } from './fake-session.ts';
import { fillInbox } from './inbox-day.ts';
import { boots, portrait, recording } from './made-files.ts';
import { errorBody } from './refusal.ts';

export interface Scenario {
  /** What a person would see. */
  description: string;
  /** What the session is made with; a function, so that nothing is made before it is wanted. */
  options?: () => FakeOptions;
  /** Brings a fresh session, signed out, into the state. */
  setUp(fake: FakeSession): void;
}

const topics: readonly TopicName[] = ['extensions', 'calls', 'devices', 'conversations', 'messages'];

function normal(fake: FakeSession): void {
  fake.connect();
  fake.visitorWrites('Dobrý den, máte boty v čísle 43?', { conversationId: 'conversation-1' });
  fake.visitorWrites('Hello, where is my order?', { conversationId: 'conversation-2', name: 'Alice' });
  fake.chat.pickUp('conversation-2');
  fake.chat.send('conversation-2', 'client-message-0001', 'One moment, I will have a look.', []);
  fake.chat.visitorReads('conversation-2');
  fake.pbx.setLine('1004', 'busy');
  fake.pbx.setLine('1008', 'offline');
  fake.extensions.patch('ext-1005', { presence: { state: 'lunch', note: 'zpět ve 13:00' } });
  fake.extensions.patch('ext-1006', { presence: { state: 'do_not_disturb', note: '' } });
}

/** Everybody has a photo. */
function photos(fake: FakeSession): void {
  for (const [index, { id, number }] of [...fake.extensions.all.values()].entries()) {
    fake.files.put(`/photos/${number}`, portrait(index));
    fake.extensions.patch(id, { photoUrl: `/photos/${number}` });
  }
}

function file(fake: FakeSession, name: string, type: string, content: Blob | (() => Promise<Blob>), more: Partial<FileRef> = {}): FileRef {
  const url = `/files/${name}`;
  fake.files.put(url, content);
  return { id: name, name, type, bytes: content instanceof Blob ? content.size : 48_211, url, ...more };
}

const picture = (fake: FakeSession): FileRef => file(fake, 'boots.png', 'image/png', boots, { width: 640, height: 480 });

function onCall(fake: FakeSession): void {
  normal(fake);
  const call = fake.pbx.incomingCall({ number: '1002' });
  void fake.phone.answer(call.phoneCallId);
  fake.advance(phoneTimes.answer);
}

function dialled(fake: FakeSession, number: string): void {
  void fake.phone.dial(number);
  fake.advance(phoneTimes.ring);
}

function allTopics(fake: FakeSession, status: 'loading' | 'error', code: ErrorCode | null): void {
  fake.connect();
  for (const topic of topics) fake.setTopic(topic, status, code);
}

function ended(cause: SessionEndCause, description: string): Scenario {
  return {
    description,
    setUp: (fake) => {
      normal(fake);
      fake.end(cause);
    },
  };
}

function callEnded(reason: CallEndReason, description: string): Scenario {
  return {
    description,
    setUp: (fake) => {
      const answeredFirst: readonly CallEndReason[] = ['hung-up', 'lost', 'pbx-restarted', 'transferred'];
      if (answeredFirst.includes(reason)) onCall(fake);
      else if (reason === 'answered-elsewhere') {
        normal(fake);
        fake.pbx.incomingCall({ number: '1003' });
      } else {
        normal(fake);
        dialled(fake, '1003');
      }
      fake.pbx.lastCall.end(reason);
    },
  };
}

function microphone(permission: 'refused' | 'blocked-by-policy' | 'missing' | 'insecure', description: string): Scenario {
  return {
    description,
    setUp: (fake) => {
      normal(fake);
      fake.devices.change({ permission, ...(permission === 'missing' ? { microphones: [] } : {}) });
      fake.devices.open();
    },
  };
}

/** Every state an element can be in; the same ones for stories and tests, ours and a customer's. */
export const scenarios = {
  notConnected: { description: 'Nobody is signed in', setUp: () => undefined },
  connecting: { description: 'Signing in', setUp: (fake) => fake.startConnecting() },
  loading: { description: 'Connected, nothing has arrived yet', setUp: (fake) => allTopics(fake, 'loading', null) },
  empty: {
    description: 'Connected, and there is nothing to show',
    options: () => ({ extensions: [] }),
    setUp: (fake) => {
      fake.signedInDevices.clear();
      fake.connect();
    },
  },
  normal: { description: 'Eight people, two conversations, no call', setUp: normal },
  photos: {
    description: 'As normal, and everybody has a photo',
    setUp: (fake) => {
      photos(fake);
      normal(fake);
    },
  },
  photosOnCall: {
    description: 'Talking to a colleague with a photo, while another one calls',
    setUp: (fake) => {
      photos(fake);
      onCall(fake);
      fake.pbx.incomingCall({ number: '1003' });
    },
  },
  many: { description: '50 000 extensions', options: () => ({ extensions: manyExtensions(50_000) }), setUp: (fake) => fake.connect() },
  busy: {
    description: 'The gateway takes for ever to answer',
    setUp: (fake) => {
      normal(fake);
      fake.latency = Infinity;
    },
  },
  error: { description: 'The gateway cannot answer', setUp: (fake) => allTopics(fake, 'error', 'UNAVAILABLE') },
  noPermission: {
    description: 'Signed in without any right',
    setUp: (fake) => {
      fake.account = { ...fake.account, roles: ['user'], permissions: [], features: [] };
      allTopics(fake, 'error', 'FORBIDDEN');
    },
  },
  disabled: { description: 'As normal; the element itself is disabled', setUp: normal },
  phoneFailed: {
    description: 'The PBX cannot be reached',
    setUp: (fake) => {
      normal(fake);
      fake.phone.setStatus('failed', 'PBX_UNAVAILABLE');
    },
  },
  callsNotSupported: {
    description: 'The browser has no WebRTC',
    setUp: (fake) => {
      normal(fake);
      fake.phone.setStatus('failed', 'CALLS_NOT_SUPPORTED');
    },
  },
  phoneElsewhere: {
    description: 'Another tab owns the phone',
    setUp: (fake) => {
      normal(fake);
      fake.phone.setStatus('elsewhere');
    },
  },
  incomingCall: {
    description: 'A colleague calls',
    setUp: (fake) => {
      normal(fake);
      fake.pbx.incomingCall({ number: '1002' });
    },
  },
  incomingCallUnknown: {
    description: 'Somebody unknown calls, without a name',
    setUp: (fake) => {
      normal(fake);
      fake.pbx.incomingCall({ number: '+420777123456' });
    },
  },
  soundLocked: {
    description: 'A call comes in before the first gesture on the page',
    setUp: (fake) => {
      normal(fake);
      fake.devices.change({ soundLocked: true });
      fake.pbx.incomingCall({ number: '1002' });
    },
  },
  dialling: {
    description: 'Dialled, not ringing yet',
    setUp: (fake) => {
      normal(fake);
      void fake.phone.dial('1003');
    },
  },
  outgoingRinging: {
    description: 'The other side rings',
    setUp: (fake) => {
      normal(fake);
      dialled(fake, '1003');
    },
  },
  onCall: { description: 'Talking to a colleague', setUp: onCall },
  mutedCall: {
    description: 'Talking, muted',
    setUp: (fake) => {
      onCall(fake);
      fake.phone.setMuted(fake.pbx.lastCall.phoneCallId, true);
    },
  },
  heldCall: {
    description: 'The call is held by this side',
    setUp: (fake) => {
      onCall(fake);
      void fake.phone.setHeld(fake.pbx.lastCall.phoneCallId, true);
      fake.advance(phoneTimes.hold);
    },
  },
  heldByOther: {
    description: 'The call is held by the other side',
    setUp: (fake) => {
      onCall(fake);
      fake.pbx.lastCall.hold(true);
    },
  },
  secondCall: {
    description: 'A second call comes in during the first',
    setUp: (fake) => {
      onCall(fake);
      fake.pbx.incomingCall({ number: '1003' });
    },
  },
  twoCalls: {
    description: 'One call is held, the other is talking',
    setUp: (fake) => {
      onCall(fake);
      const second = fake.pbx.incomingCall({ number: '1003' });
      void fake.phone.answer(second.phoneCallId);
      fake.advance(phoneTimes.answer + phoneTimes.hold);
    },
  },
  ...callScenarios({ normal, onCall }),
  callHungUp: callEnded('hung-up', 'The other side hung up'),
  callCancelled: callEnded('cancelled', 'The call was cancelled'),
  callDeclined: callEnded('declined', 'The other side declined'),
  callBusy: callEnded('busy', 'The other side is busy'),
  callNoAnswer: callEnded('no-answer', 'Nobody answered'),
  callUnknownNumber: callEnded('unknown-number', 'There is no such number'),
  callNotRegistered: callEnded('not-registered', 'The other side has no phone on'),
  callAnsweredElsewhere: callEnded('answered-elsewhere', 'Another device answered'),
  callForbidden: callEnded('forbidden', 'This number may not be called'),
  callLost: callEnded('lost', 'The connection was lost'),
  callPbxRestarted: callEnded('pbx-restarted', 'The PBX restarted'),
  callTransferred: callEnded('transferred', 'The other side was passed on'),
  callFailed: callEnded('failed', 'The call failed'),
  microphoneRefused: microphone('refused', 'The person refused the microphone'),
  microphoneBlocked: microphone('blocked-by-policy', 'The page does not allow the microphone'),
  microphoneMissing: microphone('missing', 'There is no microphone'),
  insecureContext: microphone('insecure', 'The page is not served over https'),
  microphoneUnplugged: {
    description: 'The microphone was unplugged during a call',
    setUp: (fake) => {
      onCall(fake);
      fake.phone.update(fake.pbx.lastCall.phoneCallId, { error: 'MICROPHONE_UNPLUGGED' });
      fake.devices.unplugMicrophone();
    },
  },
  reconnecting: {
    description: 'The network is gone; what is shown is stale',
    setUp: (fake) => {
      normal(fake);
      fake.loseConnection();
    },
  },
  signedInElsewhere: ended('SIGNED_IN_ELSEWHERE', 'A sixth browser displaced this one'),
  signInDisabled: ended('SIGN_IN_DISABLED', 'The administrator disabled the sign-in'),
  extensionDeleted: ended('EXTENSION_DELETED', 'The extension was deleted'),
  signInAgain: ended('SIGN_IN_AGAIN', 'The sign-in is no longer valid'),
  embeddingDisabled: ended('EMBEDDING_DISABLED', 'Embedding was switched off'),
  signedOut: ended('SIGNED_OUT', 'Signed out'),
  chat: {
    description: 'A conversation of this agent, with a picture, while the visitor types',
    setUp: (fake) => {
      normal(fake);
      fake.visitorWrites('It looks like this:', { conversationId: 'conversation-2', files: [picture(fake)] });
      fake.chat.visitorTypes(true, 'conversation-2');
    },
  },
  chatFiles: {
    description: 'A conversation with a picture, a recording, a document, and a picture that is no longer stored',
    setUp: (fake) => {
      normal(fake);
      const gone = file(fake, 'receipt.png', 'image/png', () => Promise.reject(new PbxCommandError(errorBody('NOT_FOUND'))), { width: 320, height: 200 });
      const files = [
        picture(fake), gone,
        file(fake, 'recording.wav', 'audio/wav', recording(3)),
        file(fake, 'invoice.pdf', 'application/pdf', new Blob(['%PDF-1.7\n'], { type: 'application/pdf' }), { bytes: 182_000 }),
      ];
      fake.visitorWrites('They creak. Listen:', { conversationId: 'conversation-2', files });
    },
  },
  chatClosed: {
    description: 'A closed conversation',
    setUp: (fake) => {
      normal(fake);
      fake.chat.close('conversation-2');
    },
  },
  chatDay: {
    description: 'A full inbox; `day-1` is a long conversation with a picture and a file, of yesterday and today',
    setUp: (fake) => {
      fake.connect();
      fillInbox(fake);
    },
  },
} satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof scenarios;
export const scenarioNames = Object.keys(scenarios) as ScenarioName[];

/** A session without a gateway, in the named state; drive it on by `fake.pbx`, `fake.chat`, `fake.advance(ms)` and the others. */
export function createFakeSession(scenario: ScenarioName | Scenario = 'normal', options: FakeOptions = {}): FakeSession {
  const chosen: Scenario = typeof scenario === 'string' ? scenarios[scenario] : scenario;
  const fake = new FakeSession({ ...chosen.options?.(), ...options });
  chosen.setUp(fake);
  return fake;
}
