import { describe } from 'vitest';
import type { PbxCapabilities } from '../../../../server/ports/pbx.ts';
import { codesContract } from '../codes.ts';
import { menusContract } from '../menus.ts';
import { queuesContract } from '../queues.ts';
import { ringGroupsContract } from '../ring-groups.ts';
import { listeningContract } from '../voicemail-listening.ts';
import { messagesContract } from '../voicemail.ts';
import { conferenceContract } from './conference.ts';
import { flipContract } from './flip.ts';
import { joinContract } from './join.ts';
import { monitorContract } from './monitor.ts';
import { parkContract } from './park.ts';
import { originateContract, pickUpContract } from './pick-up.ts';
import { reachContract } from './reach.ts';
import { recordContract } from './record.ts';
import { redirectContract } from './redirect.ts';
import type { Scene } from './scene.ts';
import { statesContract } from './states.ts';
import { survivesActionsContract } from './survives.ts';

export const actionParts = ['transfers', 'talks', 'queues', 'messages', 'listening', 'numbers', 'states'] as const;
type ActionPart = (typeof actionParts)[number];
type Group = [keyof PbxCapabilities, (scene: Scene, capabilities: PbxCapabilities) => void];

/** What a PBX has to be able to do, and what then is asked of it. */
const parts: Record<ActionPart, Group[]> = {
  transfers: [['redirect', redirectContract], ['join', joinContract], ['park', parkContract], ['reach', reachContract]],
  talks: [['pickUp', pickUpContract], ['originate', originateContract], ['conference', conferenceContract], ['monitor', monitorContract], ['record', recordContract], ['flip', flipContract]],
  queues: [['queues', queuesContract]],
  messages: [['voicemail', messagesContract]],
  listening: [['voicemail', listeningContract]],
  numbers: [['ringGroups', ringGroupsContract], ['menus', menusContract], ['featureCodes', codesContract]],
  states: [['resume', (scene, capabilities) => survivesActionsContract(capabilities, scene)], ['calls', (scene, capabilities) => statesContract(capabilities, scene)]],
};

/** What can be done with calls: each action from each state, who hears whom, what is told. Parts of `pbxContract`. */
export function actionsContract(part: ActionPart, capabilities: PbxCapabilities, scene: Scene): void {
  for (const [capability, contract] of parts[part].filter(([name]) => capabilities[name] !== 'none')) describe(capability, () => contract(scene, capabilities));
}
