export { CommandController } from './command-controller.ts';
export { isSession, sessionContext, SessionProvidedEvent, SessionRequestEvent, type SessionOffer } from './context.ts';
export { createSession } from './create-session.ts';
export { DevicesController } from './devices-controller.ts';
export { fireError, type SessionEndedDetail, type TokenExpiringDetail } from './events.ts';
export { Outbox, type Attachment, type Draft, type OutgoingMessage } from './outbox.ts';
export { OutboxController } from './outbox-controller.ts';
export { callOf, PhoneController } from './phone-controller.ts';
export { SessionController, type ControllerHost, type SessionSource } from './session-controller.ts';
export { SessionProvider, type ProviderHost } from './session-provider.ts';
export { StoreController, type StoreOptions } from './store-controller.ts';

export { errorBodyOf, PbxCommandError } from '../core/session.ts';
export { PhoneError } from '../core/phone/phone-port.ts';
export type { PbxSession, SessionOptions, SessionState, SessionStatus } from '../core/session.ts';
export type { PhoneCall, PhoneCallState, PhonePort, PhoneStatus } from '../core/phone/phone-port.ts';
export type { AudioDevice, DevicesPort, MicrophonePermission } from '../core/devices/devices-port.ts';
export type { Store, StoreStatus } from '../core/stores/store.ts';
