import { describe } from 'vitest';
import { launchBrowser } from '../e2e/support/browser.ts';
import { callSurvives } from '../e2e/support/call-survives.ts';
import { startGateway } from '../e2e/support/gateway.ts';
import { startPageServer } from '../e2e/support/page-server.ts';
import { shared } from '../e2e/support/shared.ts';
import { User } from '../e2e/support/user.ts';
import { asterisk } from './own-asterisk.ts';

const { settings } = asterisk;
const site = shared(() => startPageServer());
const gateway = shared(() => startGateway({ origins: [site().origin], env: settings }));
const browser = shared(() => launchBrowser());

describe('a page that is loaded anew in a call over Asterisk', () => {
  callSurvives((person, status) =>
    User.open({ browser: browser(), gateway: gateway(), origin: site().origin, permissions: ['microphone'], ...person }, status));
});
