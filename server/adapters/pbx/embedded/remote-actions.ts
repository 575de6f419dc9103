import { open } from 'node:fs/promises';
import type { CallActions } from '../../../ports/call-actions.ts';
import type { QueueActions } from '../../../ports/queue-actions.ts';
import { noMailboxActions } from '../../../ports/mailbox-actions.ts';
import type { MailboxActions } from '../../../ports/mailbox-actions.ts';
import { PbxError } from '../../../ports/pbx-error.ts';
import type { SwitchboardActions } from './b2bua/actions.ts';
import { deleteRecording, recordingAudio } from './recordings.ts';
import type { Peer } from './rpc.ts';
import type { Outcome, SipControl } from './threads.ts';
import { messageAudioFile } from './voicemail/messages.ts';
import type { MailboxSwitchboard } from './voicemail/voicemail.ts';

type ActionName = keyof SwitchboardActions;

/** A refusal comes over as a value, because its code would be lost if it were thrown there. */
async function done(outcome: Promise<Outcome>): Promise<never> {
  const told = await outcome.catch((error: unknown) => {
    throw new PbxError('PBX_UNAVAILABLE', 'The PBX does not answer', { cause: error });
  });
  if ('refused' in told) throw new PbxError(told.refused, told.message);
  return told.done as never;
}

/** The SIP thread's actions, and the recordings it has left in their folder, for the gateway's thread. */
export function remoteActions(sip: () => Peer<SipControl>, recordings: string | null): { calls: CallActions; queues: QueueActions } {
  const act = <K extends ActionName>(action: K) => async (...args: Parameters<SwitchboardActions[K]>): Promise<never> => done(sip().call('act', action, args));
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

export function remoteMailboxes(sip: () => Peer<SipControl>, messages: string | null): MailboxActions {
  if (messages === null) return noMailboxActions;
  const act = <K extends keyof MailboxSwitchboard>(action: K) => async (...args: Parameters<MailboxActions[K]>): Promise<never> => done(sip().call('actOnMailbox', action, args));
  const list = act('list') as MailboxActions['list'];
  return {
    list,
    setHeard: act('setHeard'),
    move: act('move'),
    remove: act('remove'),
    async audio(mailbox, id) {
      if ((await list(mailbox)).every((message) => message.id !== id)) throw new PbxError('NOT_FOUND', 'There is no such message');
      return (await open(messageAudioFile(messages, id))).createReadStream();
    },
  };
}
