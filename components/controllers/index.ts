export { CommandController } from './command-controller.ts';
export { createSession } from './create-session.ts';
export { DevicesController } from './devices-controller.ts';
export { fireError } from './events.ts';
export { FilesController } from './files-controller.ts';
export type { Attachment, OutgoingMessage } from './outbox.ts';
export { OutboxController } from './outbox-controller.ts';
export { callOf, PhoneController } from './phone-controller.ts';
export { SessionController, type ControllerHost, type SessionSource } from './session-controller.ts';
export { SessionProvider } from './session-provider.ts';
export { StoreController } from './store-controller.ts';

export { errorBodyOf } from '../core/session.ts';
export type { PbxSession, SessionState } from '../core/session.ts';
export type { ShownFile } from '../core/files/files-port.ts';
export type { PhoneCall, PhoneStatus } from '../core/phone/phone-port.ts';
export type { AudioDevice, DevicesPort, MicrophonePermission, Ringtone, SoundChoice } from '../core/devices/devices-port.ts';
