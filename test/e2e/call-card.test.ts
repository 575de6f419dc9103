import { describe } from 'vitest';
import { callCard } from './support/call-card.ts';
import { callList } from './support/call-list.ts';
import { startDesk } from './support/desk.ts';

const desk = startDesk();

describe('the card of a call', () => callCard(desk, { codec: 'PCMU' }));
describe('the list of extensions', () => callList(desk));
