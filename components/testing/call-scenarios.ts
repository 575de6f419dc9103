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

function record(fake: FakeSession, state: 'on' | 'paused'): void {
  fake.pbx.actions.record({ callId: fake.pbx.lastCall.id, state });
}

function others(fake: FakeSession): void {
  fake.pbx.otherCall('+420777123456', '1002', 'ringing');
  fake.calls.patch(fake.pbx.otherCall('1003', '1005'), { recording: 'on' });
}

function listen(fake: FakeSession): void {
  const callId = fake.pbx.otherCall('+420777123456', '1002');
  fake.pbx.actions.monitor({ callId, legId: `${callId}-callee`, mode: 'listen' });
  fake.advance(phoneTimes.answer);
}

/** A PBX that carries pictures; both cameras are on. */
function look(fake: FakeSession): void {
  withVideo(fake);
  const { phoneCallId } = fake.pbx.lastCall;
  void fake.phone.setCamera(phoneCallId, true);
  fake.phone.showPictures(phoneCallId, true);
}

function withVideo(fake: FakeSession): void {
  const { phone } = fake.account;
  if (phone) fake.account = { ...fake.account, phone: { ...phone, can: [...phone.can, 'video'] } };
  fake.connect();
}

/** What can be done with calls beside holding them: consultation, conference, parking, recording, listening. */
export function callScenarios({ normal, onCall }: Days) {
  const after = (day: (fake: FakeSession) => void, description: string, happens: (fake: FakeSession) => void) => ({
    description,
    setUp: (fake: FakeSession): void => {
      day(fake);
      happens(fake);
    },
  });
  return {
    consultation: after(onCall, 'Asking a colleague before a call is passed on to her: the first call waits', consult),
    conference: after(onCall, 'A conference of four; one of them is muted, one more is being rung', confer),
    parked: after(onCall, 'The call waits on slot 701 until somebody retrieves it', park),
    recording: after(onCall, 'The call is recorded', (fake) => record(fake, 'on')),
    recordingPaused: after(onCall, 'The recording is paused', (fake) => {
      record(fake, 'on');
      record(fake, 'paused');
    }),
    passedOn: after(normal, 'A colleague passes a call on, with a word about it', (fake) => {
      fake.pbx.incomingCall({ number: '+420777123456', name: 'Kavárna U Mostu', sentOn: { by: '1003', note: 'Chtějí změnit objednávku z pondělí.' } });
    }),
    video: after(onCall, 'Both see each other', look),
    videoOffered: after(normal, 'A colleague calls, on a PBX that carries pictures', (fake) => {
      withVideo(fake);
      fake.pbx.incomingCall({ number: '1002' });
    }),
    soundless: after(onCall, 'No sound gets through', ({ pbx, phone }) => phone.update(pbx.lastCall.phoneCallId, { error: 'NO_AUDIO' })),
    listening: after(normal, 'A supervisor listens to a call of two others', listen),
    othersCalls: after(normal, 'Two colleagues talk, and are recorded; a third one is being called', others),
  } satisfies Record<string, Scenario>;
}
