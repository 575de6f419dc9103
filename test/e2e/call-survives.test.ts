import { describe } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { callSurvives } from './support/call-survives.ts';
import { startGateway } from './support/gateway.ts';
import { startPageServer } from './support/page-server.ts';
import { shared } from './support/shared.ts';
import { User } from './support/user.ts';

const site = shared(() => startPageServer());
const gateway = shared(() => startGateway({ origins: [site().origin] }));
const browser = shared(() => launchBrowser());

describe('a page that is loaded anew in a call', () => {
  callSurvives((person, status) => User.open({ browser: browser(), gateway: gateway(), origin: site().origin, ...person }, status));
});
