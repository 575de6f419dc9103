import { expect, it } from 'vitest';
import { defaultReach } from '@klapka/protocol';
import type { CallActions } from '../../../server/ports/call-actions.ts';
import type { PbxCapabilities, PbxPort } from '../../../server/ports/pbx.ts';

const phone = { extensionNumber: '1001', deviceId: 'device-a' };

/** Each action on what is not there, with the capability that promises it. */
const attempts: [keyof PbxCapabilities, keyof CallActions, (actions: CallActions) => Promise<unknown>][] = [
  ['redirect', 'redirect', (actions) => actions.redirect('no-such-leg', '1002')],
  ['join', 'join', (actions) => actions.join('no-such-leg', 'no-other-leg')],
  ['conference', 'merge', (actions) => actions.merge('no-such-call', 'no-other-call')],
  ['conference', 'invite', (actions) => actions.invite('no-such-call', '1002', '1001')],
  ['conference', 'drop', (actions) => actions.drop('no-such-leg')],
  ['conference', 'mute', (actions) => actions.mute('no-such-leg', true)],
  ['park', 'park', (actions) => actions.park('no-such-leg', '1001')],
  ['pickUp', 'pickUp', (actions) => actions.pickUp('no-such-call', phone)],
  ['monitor', 'monitor', (actions) => actions.monitor('no-such-leg', phone, 'listen')],
  ['monitor', 'setMonitorMode', (actions) => actions.setMonitorMode('no-such-leg', 'whisper')],
  ['record', 'record', (actions) => actions.record('no-such-call', 'on')],
  ['flip', 'flip', (actions) => actions.flip('no-such-leg', null)],
  ['record', 'recordingAudio', (actions) => actions.recordingAudio('no-such-recording')],
  ['record', 'deleteRecording', (actions) => actions.deleteRecording('no-such-recording')],
  ['originate', 'originate', (actions) => actions.originate({ ...phone, deviceId: 'no-such-device' }, '1002')],
];

const refusals: Partial<Record<keyof CallActions, string>> = { recordingAudio: 'NOT_FOUND', deleteRecording: 'NOT_FOUND', originate: 'NOT_REGISTERED' };

/** What a PBX cannot do it refuses, and what it can do it refuses where there is nothing to do it with. */
export function refusesContract(capabilities: PbxCapabilities, pbx: () => PbxPort): void {
  it.each(attempts)('%s: refuses %s on what is not there', async (capability, action, attempt) => {
    const code = capabilities[capability] === 'none' ? 'NOT_SUPPORTED' : (refusals[action] ?? 'CALL_GONE');
    await expect(attempt(pbx().actions)).rejects.toMatchObject({ name: 'PbxError', code });
  });

  if (capabilities.reach === 'none') {
    it('forwards nothing, and says so', async () => {
      await expect(pbx().setReach('1001', defaultReach('available'))).rejects.toMatchObject({ name: 'PbxError', code: 'NOT_SUPPORTED' });
    });
  }
}
