import { phoneTimes } from './fake-phone.ts';
import type { FakeSession } from './fake-session.ts';
import type { Scenario } from './scenarios.ts';

/** The scripted world as it is on a plain day, and in a call with 1002. */
interface Days {
  normal(fake: FakeSession): void;
  onCall(fake: FakeSession): void;
}

function consult(fake: FakeSession): void {
  void fake.phone.dial('1003');
  fake.advance(phoneTimes.ring);
  fake.pbx.lastCall.answer();
}

function confer(fake: FakeSession): void {
  const { id: callId } = fake.pbx.lastCall;
  for (const number of ['1003', '1005']) {
    fake.pbx.actions.invite({ callId, number });
    fake.pbx.answer(callId);
  }
  const muted = fake.calls.all.get(callId)?.legs.find(({ party }) => party.number === '1005');
  fake.pbx.actions.mute({ callId, legId: muted?.id ?? '', muted: true });
  fake.pbx.actions.invite({ callId, number: '1007' });
}

function park(fake: FakeSession): void {
  const { id: callId } = fake.pbx.lastCall;
  const other = fake.calls.all.get(callId)?.legs.find(({ sipCallId }) => !sipCallId);
  fake.pbx.actions.park({ callId, legId: other?.id ?? '' });
  fake.advance(phoneTimes.ended + 1);
}

function listen(fake: FakeSession): void {
  const callId = fake.pbx.otherCall('+420777123456', '1002');
  fake.pbx.actions.monitor({ callId, legId: `${callId}-callee`, mode: 'listen' });
  fake.advance(phoneTimes.answer);
}

/** What can be done with calls beside holding them: consultation, conference, parking, recording, listening. */
export function callScenarios({ normal, onCall }: Days) {
  const recorded = (fake: FakeSession): void => {
    onCall(fake);
    fake.pbx.actions.record({ callId: fake.pbx.lastCall.id, state: 'on' });
  };
  return {
    consultation: {
      description: 'Asking a colleague before a call is passed on to her: the first call waits',
      setUp: (fake: FakeSession) => {
        onCall(fake);
        consult(fake);
      },
    },
    conference: {
      description: 'A conference of four; one of them is muted, one more is being rung',
      setUp: (fake: FakeSession) => {
        onCall(fake);
        confer(fake);
      },
    },
    parked: {
      description: 'The call waits on slot 701 until somebody retrieves it',
      setUp: (fake: FakeSession) => {
        onCall(fake);
        park(fake);
      },
    },
    recording: { description: 'The call is recorded', setUp: recorded },
    recordingPaused: {
      description: 'The recording is paused',
      setUp: (fake: FakeSession) => {
        recorded(fake);
        fake.pbx.actions.record({ callId: fake.pbx.lastCall.id, state: 'paused' });
      },
    },
    passedOn: {
      description: 'A colleague passes a call on, with a word about it',
      setUp: (fake: FakeSession) => {
        normal(fake);
        fake.pbx.incomingCall({ number: '+420777123456', name: 'Kavárna U Mostu', sentOn: { by: '1003', note: 'Chtějí změnit objednávku z pondělí.' } });
      },
    },
    listening: {
      description: 'A supervisor listens to a call of two others',
      setUp: (fake: FakeSession) => {
        normal(fake);
        listen(fake);
      },
    },
  } satisfies Record<string, Scenario>;
}
