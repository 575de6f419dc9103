import { visitorRequests } from '@klapka/protocol';
import type { ChannelEvent } from '../../../ports/channel.ts';

type Translation = (payload: unknown) => ChannelEvent | null;

/** By the event's name on the visitor's socket; null where the payload has another shape. */
const translations: Readonly<Record<string, Translation>> = {
  send(payload) {
    const parsed = visitorRequests.send.safeParse(payload);
    if (!parsed.success) return null;
    const { clientId, text, fileIds, pageUrl } = parsed.data;
    const page = pageOf(pageUrl);
    return { type: 'message', dedupeKey: clientId, text, files: fileIds.map((ref) => ({ ref })), ...(page === null ? {} : { pageUrl: page }) };
  },
  typing(payload) {
    const parsed = visitorRequests.typing.safeParse(payload);
    return parsed.success ? { type: 'typing', typing: parsed.data.typing } : null;
  },
  seen(payload) {
    const parsed = visitorRequests.seen.safeParse(payload);
    return parsed.success ? { type: 'watermark', seq: parsed.data.seq, read: parsed.data.open } : null;
  },
  forget(payload) {
    return visitorRequests.forget.safeParse(payload).success ? { type: 'forget' } : null;
  },
};

export function translate(event: string, payload: unknown): ChannelEvent[] {
  const translation = Object.hasOwn(translations, event) ? translations[event] : undefined;
  return [translation?.(payload) ?? { type: 'unknown', what: event.slice(0, 64) }];
}

/** An agent may click it, so only a web page's address is kept, without its query: it may hold a customer's secrets. */
function pageOf(url: string | undefined): string | null {
  if (url === undefined || !URL.canParse(url)) return null;
  const page = new URL(url);
  if (page.protocol !== 'https:' && page.protocol !== 'http:') return null;
  return (page.origin + page.pathname).slice(0, 500);
}
