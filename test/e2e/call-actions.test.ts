import { describe } from 'vitest';
import { callActions } from './support/call-actions.ts';
import { startDesk } from './support/desk.ts';

const desk = startDesk();

describe('a call in the client', () => callActions(desk));
