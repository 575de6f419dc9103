import { systemClock } from '../../../../ports/clock.ts';
import { KeyCodes } from '../../shared/key-codes.ts';
import type { Consulting, KeyTalk } from '../../shared/key-codes.ts';
import { spoken } from '../../shared/sounds/prompts.ts';
import type { PromptName } from '../../shared/sounds/prompts.ts';
import type { Directory, SwitchboardActions } from './actions.ts';
import type { Call } from './call.ts';
import { consult } from './consulting.ts';
import type { DialPlan } from './dial-plan.ts';
import type { SipLeg } from './leg.ts';

type ActingDirectory = Directory & { readonly actions: Pick<SwitchboardActions, 'park' | 'flip' | 'redirect' | 'record'> };

/** Who takes part in a call; whoever listens to it has no say in it. */
function partOf(directory: Directory, legId: string): { call: Call; leg: SipLeg } | null {
  const found = directory.legOf(legId);
  return found?.call.participants.includes(found.leg) ? found : null;
}

/** Codes that are pressed in calls of ours. */
export function keyCodes(directory: ActingDirectory, dialPlan: Pick<DialPlan, 'plan' | 'extension'>, log: (message: string) => void): KeyCodes {
  const talkOf = (legId: string): KeyTalk | null => {
    const { call, leg } = partOf(directory, legId) ?? {};
    const by = leg && dialPlan.extension(leg.device.extensionNumber);
    const other = call?.participants.find((candidate) => candidate !== leg);
    return call?.state.is('answered') && by && other ? { callId: call.id, otherLegId: other.id, by, recording: call.recording?.state ?? 'off' } : null;
  };
  const say = (legId: string, prompt: PromptName): void => void directory.board.media.call('announce', legId, [spoken(dialPlan.plan.language, prompt)]).catch(() => undefined);
  return new KeyCodes({
    clock: systemClock,
    codes: () => dialPlan.plan.featureCodes,
    talkOf,
    actions: () => directory.actions,
    consulting: consulting(directory, say),
    say,
    failed: (error) => log(`A code that was pressed could not be done: ${String(error)}`),
  });
}

function consulting(directory: Directory, say: (legId: string, prompt: PromptName) => void): Consulting {
  return {
    ask(legId, number) {
      const { call, leg } = partOf(directory, legId) ?? {};
      if (!call || !leg) return;
      const destination = directory.destination(number, { device: leg.device, by: leg.device.extensionNumber });
      consult(call, leg, destination, { open: (from, to) => directory.open(from, to), notReached: ({ id }) => say(id, 'transfer-failed') });
    },
    asks: (legId) => directory.legOf(legId)?.call.consultation?.asks(legId) === true,
    cancel(legId) {
      const { call } = directory.legOf(legId) ?? {};
      if (call?.consultation?.asks(legId)) call.consultation.cancel();
    },
  };
}
