import { waitUntil as waitUntilSoon } from '@open-wc/testing';

/** `waitUntil` with more patience than its own second, which is over soon on a machine that does other things too. */
export const waitUntil: typeof waitUntilSoon = (predicate, message, options = {}) => waitUntilSoon(predicate, message, { timeout: 5000, ...options });
