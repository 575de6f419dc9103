import type { PbxSession, SessionOptions } from './session.ts';
import { GatewaySession } from './gateway-session.ts';

/** A session with a gateway, for `<pbx-provider>` and for headless use alike. */
export function createSession(options: SessionOptions): PbxSession {
  return new GatewaySession(options);
}
export { errorBodyOf, PbxCommandError } from './session.ts';
export { PhoneError } from './phone/phone-port.ts';
export type { PbxSession, SessionOptions, SessionState, SessionStatus, SessionStorage } from './session.ts';
export type { PhoneCall, PhoneCallState, PhonePort, PhoneStatus } from './phone/phone-port.ts';
export type { AudioDevice, DevicesPort, MicrophonePermission, PageSounds, Ringtone, SoundChoice } from './devices/devices-port.ts';
export type { FilesPort, FileView, ShownFile } from './files/files-port.ts';
export type { Store, StoreStatus } from './stores/store.ts';
