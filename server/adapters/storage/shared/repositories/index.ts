import type { Kysely } from 'kysely';
import type { Repositories } from '../../../../ports/storage.ts';
import type { Tables } from '../tables.ts';
import { accountsRepository, linksRepository, sessionsRepository, settingsRepository } from './accounts.ts';
import { callsRepository, recordingsRepository } from './calls.ts';
import { contactsRepository, conversationsRepository } from './conversations.ts';
import { directoryRepository, groupsRepository } from './directory.ts';
import { filesRepository, outboxRepository } from './files.ts';
import { messagesRepository } from './messages.ts';
import { reachRepository } from './reach.ts';
import { numbersRepository, routesRepository, soundsRepository } from './routes.ts';
import { channelsRepository, queuesRepository } from './routing.ts';
import { favouritesRepository, mailboxesRepository, voicemailsRepository } from './voicemail.ts';

/** All repositories over one Kysely instance: a reader's, or the writer's inside a transaction. */
export function createRepositories(db: Kysely<Tables>): Repositories {
  return {
    settings: settingsRepository(db),
    accounts: accountsRepository(db),
    sessions: sessionsRepository(db),
    links: linksRepository(db),
    directory: directoryRepository(db),
    reach: reachRepository(db),
    groups: groupsRepository(db),
    queues: queuesRepository(db),
    channels: channelsRepository(db),
    numbers: numbersRepository(db),
    routes: routesRepository(db),
    sounds: soundsRepository(db),
    contacts: contactsRepository(db),
    conversations: conversationsRepository(db),
    messages: messagesRepository(db),
    files: filesRepository(db),
    outbox: outboxRepository(db),
    calls: callsRepository(db),
    recordings: recordingsRepository(db),
    mailboxes: mailboxesRepository(db),
    voicemails: voicemailsRepository(db),
    favourites: favouritesRepository(db),
  };
}
