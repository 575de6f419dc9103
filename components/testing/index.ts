export { demoAccount, demoExtensions, makeConversation, makeExtension, makeMessage, manyExtensions } from './data.ts';
export type { FakeChat, VisitorWrites } from './fake-chat.ts';
export type { FakeClock } from './fake-clock.ts';
export type { FakeDevices } from './fake-devices.ts';
export { ringTime, type FakeCall, type FakePbx, type IncomingCall } from './fake-pbx.ts';
export { phoneTimes, type FakePhone } from './fake-phone.ts';
export { FakeSession, fakePassword, type FakeOptions } from './fake-session.ts';
export type { FakeStore } from './fake-store.ts';
export { createFakeSession, scenarioNames, scenarios, type Scenario, type ScenarioName } from './scenarios.ts';
