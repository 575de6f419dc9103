import { createHash } from 'node:crypto';
import { limits } from '@klapka/protocol';
import type { Favourite, Voicemail } from '@klapka/protocol';
import type { Favourites } from '../../domain/directory/favourites.ts';
import type { Mailboxes } from '../../domain/voicemail/mailboxes.ts';
import type { Voicemails } from '../../domain/voicemail/voicemails.ts';
import type { Topic } from './view.ts';

/** Messages of the mailboxes the viewer may listen to; who listens to the same shares the view. */
export function voicemailsTopic(voicemails: Voicemails, mailboxes: Mailboxes): Topic<Voicemail, Voicemail> {
  return {
    name: 'voicemails',
    window: { size: limits.pageSize, older: (a, b) => a.at - b.at },
    view(viewer) {
      const { actor } = viewer.who;
      const heard = new Set(mailboxes.heardBy(actor));
      return {
        key: createHash('sha1').update([...heard].toSorted().join('\n')).digest('base64url'),
        load: async () => (await voicemails.list(actor, Number.MAX_SAFE_INTEGER)).voicemails,
        project: (voicemail) => (heard.has(voicemail.mailbox) ? voicemail : null),
      };
    },
  };
}

export function favouritesTopic(favourites: Favourites): Topic<Favourite, Favourite> {
  return {
    name: 'favourites',
    view: ({ who: { actor } }) => ({ key: actor.accountId, load: () => favourites.of(actor.accountId), project: (row) => row }),
  };
}
