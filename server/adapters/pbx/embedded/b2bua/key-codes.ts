import { systemClock } from '../../../../ports/clock.ts';
import { KeyCodes } from '../../shared/key-codes.ts';
import type { KeyTalk } from '../../shared/key-codes.ts';
import { spoken } from '../../shared/sounds/prompts.ts';
import type { Directory, SwitchboardActions } from './actions.ts';
import type { DialPlan } from './dial-plan.ts';

type ActingDirectory = Directory & { readonly actions: Pick<SwitchboardActions, 'park' | 'flip' | 'redirect' | 'record'> };

/** Codes that are pressed in calls of ours. */
export function keyCodes(directory: ActingDirectory, dialPlan: Pick<DialPlan, 'plan' | 'extension'>, log: (message: string) => void): KeyCodes {
  const talkOf = (legId: string): KeyTalk | null => {
    const { call, leg } = directory.legOf(legId) ?? {};
    const by = leg && dialPlan.extension(leg.device.extensionNumber);
    const other = call?.participants.find((candidate) => candidate !== leg);
    return call?.state.is('answered') && by && other ? { callId: call.id, otherLegId: other.id, by, recording: call.recording?.state ?? 'off' } : null;
  };
  return new KeyCodes({
    clock: systemClock,
    codes: () => dialPlan.plan.featureCodes,
    talkOf,
    actions: () => directory.actions,
    say: (legId, prompt) => void directory.board.media.call('announce', legId, [spoken(dialPlan.plan.language, prompt)]).catch(() => undefined),
    failed: (error) => log(`A code that was pressed could not be done: ${String(error)}`),
  });
}
