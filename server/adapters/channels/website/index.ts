import { limits, originAllowed } from '@klapka/protocol';
import type { ChannelPort } from '../../../ports/channel.ts';
import { translate } from './translate.ts';

/**
 * The chat on a web site, a channel like the others: what a visitor's socket says becomes channel events. Nothing is
 * ever sent to a provider, because the visitor reads the stored thread over the same socket.
 */
export function websiteChannel(): ChannelPort {
  return {
    kind: 'website',
    capabilities: {
      delivery: 'thread',
      text: { max: limits.messageText, unit: 'utf16' },
      files: { types: limits.fileTypes, bytes: limits.fileBytes, perMessage: limits.filesPerMessage },
      typing: true,
      receipts: 'read',
      lookup: false,
      window: null,
    },
    verify: (raw, settings) => raw.kind === 'socket' && originAllowed(settings.origins, raw.origin),
    parse: (raw) => (raw.kind === 'socket' ? translate(raw.event, raw.payload) : [{ type: 'unknown', what: 'http' }]),
    send: () => Promise.resolve({ outcome: 'rejected', detail: 'the visitor reads the thread' }),
    lookup: () => Promise.resolve(null),
    fetchMedia: () => Promise.resolve(null),
    classify: () => 'permanent',
  };
}
