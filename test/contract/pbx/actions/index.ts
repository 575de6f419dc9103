import { describe } from 'vitest';
import type { PbxCapabilities } from '../../../../server/ports/pbx.ts';
import { codesContract } from '../codes.ts';
import { menusContract } from '../menus.ts';
import { queuesContract } from '../queues.ts';
import { ringGroupsContract } from '../ring-groups.ts';
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
import { voicemailContract } from '../voicemail.ts';
import { statesContract } from './states.ts';
import { survivesActionsContract } from './survives.ts';

/** What can be done with calls: each action from each state, who hears whom, what is told. Part of `pbxContract`. */
export function actionsContract(capabilities: PbxCapabilities, scene: Scene): void {
  const groups: [keyof PbxCapabilities, (scene: Scene, capabilities: PbxCapabilities) => void][] = [
    ['redirect', redirectContract],
    ['join', joinContract],
    ['park', parkContract],
    ['pickUp', pickUpContract],
    ['originate', originateContract],
    ['conference', conferenceContract],
    ['monitor', monitorContract],
    ['record', recordContract],
    ['flip', flipContract],
    ['reach', reachContract],
    ['queues', queuesContract],
    ['ringGroups', ringGroupsContract],
    ['voicemail', voicemailContract],
    ['menus', menusContract],
    ['featureCodes', codesContract],
  ];
  const able = groups.filter(([capability]) => capabilities[capability] !== 'none');
  for (const [capability, contract] of able) describe(capability, () => contract(scene, capabilities));
  if (capabilities.resume !== 'none') survivesActionsContract(capabilities, scene);
  statesContract(capabilities, scene);
}
