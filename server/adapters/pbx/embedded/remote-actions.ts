import type { CallActions } from '../../../ports/call-actions.ts';
import type { QueueActions } from '../../../ports/queue-actions.ts';
import { PbxError } from '../../../ports/pbx-error.ts';
import type { SwitchboardActions } from './b2bua/actions.ts';
import { deleteRecording, recordingAudio } from './recordings.ts';
import type { Peer } from './rpc.ts';
import type { SipControl } from './threads.ts';

type ActionName = keyof SwitchboardActions;

/** The SIP thread's actions, and the recordings it has left in their folder, for the gateway's thread. */
export function remoteActions(sip: () => Peer<SipControl>, recordings: string | null): { calls: CallActions; queues: QueueActions } {
  const act = <K extends ActionName>(action: K) => async (...args: Parameters<SwitchboardActions[K]>): Promise<never> => {
    const outcome = await sip().call('act', action, args as never).catch((error: unknown) => {
      throw new PbxError('PBX_UNAVAILABLE', 'The PBX does not answer', { cause: error });
    });
    if ('refused' in outcome) throw new PbxError(outcome.refused, outcome.message);
    return outcome.done as never;
  };
  const calls: CallActions = {
    originate: act('originate'),
    redirect: act('redirect'),
    join: act('join'),
    merge: act('merge'),
    invite: act('invite'),
    drop: act('drop'),
    mute: act('mute'),
    park: act('park'),
    pickUp: act('pickUp'),
    monitor: act('monitor'),
    setMonitorMode: act('setMonitorMode'),
    record: act('record'),
    flip: act('flip'),
    recordingAudio: (recordingId) => recordingAudio(recordings, recordingId),
    deleteRecording: (recordingId) => deleteRecording(recordings, recordingId),
  };
  return { calls, queues: { setStanding: act('setStanding'), endWrapUp: act('endWrapUp'), moveFirst: act('moveFirst') } };
}
