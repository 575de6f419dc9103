import type { ErrorCode } from '@klapka/protocol';
import { createEngine } from '../../../../components/core/phone/engine.ts';
import type { PhoneCall, PhonePort } from '../../../../components/core/phone/phone-port.ts';
import type { SoundName } from '../../../../components/core/phone/sounds/sounds.ts';
import { FakeStorage } from '../../../../components/testing/fake-storage.ts';
import { FakeDevices } from './fake-devices.ts';
import { FakePbx } from './fake-pbx.ts';
import { FakePeer, type FakePeerPlan } from './fake-peer.ts';

/** A phone with nothing real around it but SIP. */
export interface Rig {
  phone: PhonePort;
  pbx: FakePbx;
  devices: FakeDevices;
  peers: FakePeer[];
  page: EventTarget;
  errors: ErrorCode[];
  leaving: number;
  sounds: (SoundName | null)[];
  storage: FakeStorage;
  /** Resolves when the only call, or the one of this number, is as wanted. */
  call(wanted: (call: PhoneCall) => boolean, number?: string): Promise<PhoneCall>;
  /** Resolves when the phone is as wanted. */
  until(ready: () => boolean): Promise<void>;
  stop: AbortController;
}

/** `storage`: what a page before left. */
export function createRig(plan: FakePeerPlan = { automatic: true }, storage = new FakeStorage()): Rig {
  const stop = new AbortController();
  const pbx = new FakePbx();
  const devices = new FakeDevices();
  const rig = { pbx, devices, peers: [] as FakePeer[], page: new EventTarget(), errors: [] as ErrorCode[], leaving: 0, sounds: [] as (SoundName | null)[], storage, stop };
  const phone = createEngine(
    {
      ticket: pbx.ticket,
      devices,
      storage,
      key: () => 'test',
      onError: (code) => rig.errors.push(code),
      leaving: () => (rig.leaving += 1),
      signal: stop.signal,
    },
    {
      createSocket: pbx.createSocket,
      createPeer: (configuration) => {
        const peer = new FakePeer(configuration, plan);
        rig.peers.push(peer);
        return peer as unknown as RTCPeerConnection;
      },
      sounds: { play: (sound) => rig.sounds.at(-1) === sound || rig.sounds.push(sound) },
      random: () => 0.5,
      page: rig.page,
    },
  );
  const until = (ready: () => boolean): Promise<void> => {
    if (ready()) return Promise.resolve();
    return new Promise((resolve) => {
      const seen = new AbortController();
      phone.onChange(() => {
        if (!ready()) return;
        seen.abort();
        resolve();
      }, seen.signal);
    });
  };
  const find = (wanted: (call: PhoneCall) => boolean, number?: string) => phone.calls.find((call) => (!number || call.number === number) && wanted(call));
  return Object.assign(rig, {
    phone,
    until,
    call: async (wanted: (call: PhoneCall) => boolean, number?: string) => {
      await until(() => find(wanted, number) !== undefined);
      return find(wanted, number)!;
    },
  });
}

/** Lets everything that waits on promises alone run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
}
