import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { iconCheck } from '../shared/icons/check.ts';
import { iconCheckCheck } from '../shared/icons/check-check.ts';
import { iconCircleAlert } from '../shared/icons/circle-alert.ts';
import { iconClock } from '../shared/icons/clock.ts';
import { linkified } from '../shared/linkify.ts';
import type { FileTexts, FileViews } from './file-views.ts';
import type { Delivery, Entry } from './thread.ts';

/** What a message needs beside itself. */
export interface MessageContext extends FileTexts {
  meId: string;
  visitor: string;
  time: (at: number) => string;
  files: FileViews;
  errorText: (entry: Entry) => string;
  retry: (clientId: string) => void;
  discard: (clientId: string) => void;
}

const marks: Record<Delivery, TemplateResult> = { sending: iconClock, sent: iconCheck, delivered: iconCheckCheck, read: iconCheckCheck, failed: iconCircleAlert };

function systemLine(entry: Entry, { t, meId, time }: MessageContext): TemplateResult {
  const { event, author, at, text } = entry.message;
  const who = author?.accountId === meId ? t.you : (author?.name ?? '');
  return html`<div class="system">${event ? t.events[event](who) : text} · <span class="numbers">${time(at)}</span></div>`;
}

function foot(entry: Entry, context: MessageContext): TemplateResult | typeof nothing {
  const { t, time } = context;
  const { delivery, message, outgoing, last } = entry;
  if (delivery === 'failed') {
    return html`<div class="foot bad" role="alert">
      <span class="mark">${marks.failed} ${t.delivery.failed}</span> <span>${context.errorText(entry)}</span>
      ${outgoing
        ? html`<button type="button" class="button" @click=${() => context.retry(outgoing.clientId)}>${t.retry}</button>
          <button type="button" class="button quiet" @click=${() => context.discard(outgoing.clientId)}>${t.discard}</button>`
        : nothing}
    </div>`;
  }
  if (!last && delivery !== 'sending') return nothing;
  return html`<div class="foot"><span class="numbers">${time(message.at)}</span>${delivery ? html` · <span class="mark ${delivery}">${marks[delivery]} ${t.delivery[delivery]}</span>` : nothing}</div>`;
}

/** One message, or one line about what happened. */
export function messageItem(entry: Entry, context: MessageContext): TemplateResult {
  const { t, meId, visitor } = context;
  const { message, delivery, first, last } = entry;
  if (message.from === 'system') return systemLine(entry, context);
  const own = message.from === 'agent';
  const name = own ? (message.author?.accountId === meId ? t.you : (message.author?.name ?? t.someone)) : visitor;
  const shown = first && own && name !== t.you;
  return html`<div part="message" class="message ${own ? 'own' : 'theirs'} ${first ? 'first' : ''} ${last ? 'last' : ''} ${delivery ?? ''}" data-seq=${message.seq}>
    <span class=${shown ? 'author' : 'visually-hidden'}>${name}${shown ? nothing : ':'}</span>
    ${message.text ? html`<div class="bubble" dir="auto">${linkified(message.text)}</div>` : nothing}
    ${message.files.length > 0 ? html`<div class="files">${message.files.map((file) => context.files.render(file, context))}</div>` : nothing}
    ${foot(entry, context)}
  </div>`;
}
