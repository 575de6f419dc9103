import { describe, expect, it } from 'vitest';
import { emptyPlan } from '../../../server/ports/pbx-plan.ts';
import type { PbxCapabilities, PbxEvent, PbxPort } from '../../../server/ports/pbx.ts';
import { refusesContract } from './refuses.ts';

export interface LackingSubject {
  capabilities: PbxCapabilities;
  create(): PbxPort;
}

/**
 * A PBX our phones cannot register with: the suite with tones has nobody to speak. What it lacks it must refuse in our
 * words, never pretend, and the rest of the port must hold. One that has phones runs `pbxContract`.
 */
export function pbxLacks(label: string, { capabilities, create }: LackingSubject): void {
  describe(`${label}, a PBX without phones of ours`, () => {
    const lacking = Object.entries(capabilities).filter(([, value]) => value === 'none').map(([name]) => name);

    it(`says what it lacks: ${lacking.join(', ')}`, () => {
      expect(create().capabilities).toEqual(capabilities);
      expect(capabilities.sip, 'it has phones, so pbxContract is for it').toBe('none');
    });

    it('starts, takes its extensions, knows no call yet and stops', async () => {
      const pbx = create();
      await pbx.start();
      await pbx.provision({ ...emptyPlan, extensions: [{ number: '1001', name: 'Anna' }] });
      expect((await pbx.snapshot()).calls).toEqual([]);
      if (capabilities.devices === 'none') expect((await pbx.snapshot()).devices).toEqual([]);
      await expect(pbx.stop()).resolves.toBeUndefined();
    });

    it('hands out no credentials, and closes a phone’s socket at once', async () => {
      const pbx = create();
      await expect(pbx.sipCredentials('1001', 'device-a')).rejects.toMatchObject({ name: 'PbxError', code: 'NOT_SUPPORTED' });
      const closed: [number, string][] = [];
      const unused = (): void => expect.unreachable('nobody speaks SIP here');
      pbx.connectSip('1001', 'device-a', { send: unused, close: (code, reason) => void closed.push([code, reason]), onMessage: () => undefined, onClose: () => undefined });
      expect(closed).toHaveLength(1);
      await expect(pbx.revokeDevice('1001', 'device-a')).resolves.toBeUndefined();
      await expect(pbx.leaving('1001', 'device-a')).resolves.toBeUndefined();
    });

    it('refuses to end a call it cannot end, or does not have', async () => {
      const code = capabilities.hangUp === 'none' ? 'NOT_SUPPORTED' : 'CALL_GONE';
      await expect(create().hangUp('no-such-call')).rejects.toMatchObject({ name: 'PbxError', code });
    });

    refusesContract(capabilities, create);

    it('tells nothing to a listener that has left', async () => {
      const pbx = create();
      const events: PbxEvent[] = [];
      pbx.subscribe((event) => void events.push(event), AbortSignal.abort());
      await pbx.start();
      await pbx.stop();
      expect(events).toEqual([]);
    });
  });
}
