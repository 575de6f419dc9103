import type { Meta } from '@storybook/web-components-vite';
import '../../components/device-check/define.ts';
import type { PbxDeviceCheck } from '../../components/device-check/device-check.ts';
import { checkTime, type FakeSession } from '../../components/testing/index.ts';
import { journey, story } from '../support.ts';

export default { title: 'Elements/Device check', component: 'pbx-device-check' } satisfies Meta;

const room = { width: 376 };
type Findings = FakeSession['deviceCheck']['findings'];

/** A check that has gone so many steps. */
const checked = (findings: Findings, steps = 7) => (element: PbxDeviceCheck, fake: FakeSession): void => {
  fake.deviceCheck.findings = { ...fake.deviceCheck.findings, ...findings };
  void element.updateComplete.then(async () => {
    void element.start();
    for (let step = 0; step < steps; step += 1) {
      await Promise.resolve();
      fake.advance(checkTime);
    }
  });
};

export const Normal = story('pbx-device-check', 'normal', room);
export const NotConnected = story('pbx-device-check', null, room);
export const Loading = story('pbx-device-check', 'loading', room);
export const Empty = story('pbx-device-check', 'empty', room);
export const Busy = story('pbx-device-check', 'busy', { ...room, setUp: checked({ call: { outcome: 'skipped', code: 'BUSY' } }) });
export const ErrorState = story('pbx-device-check', 'error', { ...room, setUp: checked({ gateway: { outcome: 'failed', code: 'NOT_CONNECTED' }, phone: { outcome: 'skipped' }, call: { outcome: 'skipped' } }) });
export const NoPermission = story('pbx-device-check', 'noPermission', room);
export const Disabled = story('pbx-device-check', 'disabled', { ...room, disabled: true });
/** Under way: it waits for a voice. */
export const Speaking = story('pbx-device-check', 'normal', { ...room, setUp: checked({}, 2) });
/** Its code could not be fetched. */
export const Unavailable = story('pbx-device-check', 'normal', {
  ...room,
  setUp: (element, fake) => {
    fake.deviceCheck.run = () => Promise.reject(new TypeError('Failed to fetch'));
    void element.updateComplete.then(() => element.start());
  },
});
export const Everything = story('pbx-device-check', 'normal', { ...room, setUp: checked({}) });
/** It hears nothing, and the browser would not ring. */
export const Warnings = story('pbx-device-check', 'normal', { ...room, setUp: checked({ level: { outcome: 'warning', code: 'MICROPHONE_SILENT' }, sound: { outcome: 'warning' } }) });
export const NoSoundThrough = story('pbx-device-check', 'normal', { ...room, setUp: checked({ call: { outcome: 'failed', code: 'NO_AUDIO' } }) });
export const Refused = story('pbx-device-check', 'normal', {
  ...room,
  setUp: checked({ microphone: { outcome: 'failed', code: 'MICROPHONE_REFUSED' }, level: { outcome: 'skipped' }, call: { outcome: 'skipped' } }),
});
export const Narrow = story('pbx-device-check', 'normal', { width: 240, setUp: checked({ sound: { outcome: 'warning' } }) });

/** Started by keyboard. */
export const ByKeyboard = journey('pbx-device-check', 'normal', room, async ({ keyboard }) => {
  await keyboard('{Tab}{Enter}');
});
