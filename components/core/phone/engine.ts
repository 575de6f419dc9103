import type { PhonePort } from './phone-port.ts';
import type { PhoneDeps } from './phone.ts';

/** The phone on sip.js: the only part of the page that loads it. */
export function createEngine(deps: PhoneDeps): PhonePort {
  throw new Error(`not written: ${deps.key()}`);
}
