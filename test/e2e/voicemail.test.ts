import { describe } from 'vitest';
import { startDesk } from './support/desk.ts';
import { voicemails } from './support/voicemail.ts';

const desk = startDesk();

describe('a message', () => voicemails(desk));
