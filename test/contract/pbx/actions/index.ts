import { describe } from 'vitest';
import type { PbxCapabilities } from '../../../../server/ports/pbx.ts';
import { redirectContract } from './redirect.ts';
import type { Scene } from './scene.ts';

/** What can be done with calls: each action from each state, who hears whom, what is told. Part of `pbxContract`. */
export function actionsContract(capabilities: PbxCapabilities, scene: Scene): void {
  const groups: [keyof PbxCapabilities, (scene: Scene) => void][] = [
    ['redirect', redirectContract],
  ];
  for (const [capability, contract] of groups) {
    if (capabilities[capability] !== 'none') describe(capability, () => contract(scene));
  }
}
