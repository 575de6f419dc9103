import { describe } from 'vitest';
import { callActions } from '../e2e/support/call-actions.ts';
import { callCard } from '../e2e/support/call-card.ts';
import { callList } from '../e2e/support/call-list.ts';
import { callTabs } from '../e2e/support/call-tabs.ts';
import { startDesk } from '../e2e/support/desk.ts';
import { voicemails } from '../e2e/support/voicemail.ts';
import { asterisk } from './own-asterisk.ts';

/* The same checks of the client as on the embedded PBX. */

const desk = startDesk(asterisk.settings);

describe('a call in the client over Asterisk', () => callActions(desk));
describe('its card', () => callCard(desk, { codec: 'PCMU' }));
describe('the list of extensions', () => callList(desk));
describe('two tabs', () => callTabs(desk));
describe('a message', () => voicemails(desk));
