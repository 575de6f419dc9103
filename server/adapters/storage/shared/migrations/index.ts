import type { Migration } from 'kysely/migration';
import * as directory from './0001-directory.ts';
import * as conversations from './0002-conversations.ts';
import * as greetings from './0003-greetings.ts';
import * as recordingRight from './0004-recording-right.ts';
import * as callStories from './0005-call-stories.ts';
import * as reach from './0006-reach.ts';
import * as voicemail from './0007-voicemail.ts';
import * as routes from './0008-routes.ts';
import * as queueVisits from './0009-queue-visits.ts';
import * as deskPhones from './0010-desk-phones.ts';

/** Every migration in order. They only ever add: expand first, contract a release later. */
export const migrations: Record<string, Migration> = {
  '0001-directory': directory,
  '0002-conversations': conversations,
  '0003-greetings': greetings,
  '0004-recording-right': recordingRight,
  '0005-call-stories': callStories,
  '0006-reach': reach,
  '0007-voicemail': voicemail,
  '0008-routes': routes,
  '0009-queue-visits': queueVisits,
  '0010-desk-phones': deskPhones,
};
