import type { Conversation } from '@klapka/protocol';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { InboxStrings } from '../locales/en/inbox.ts';
import { avatar } from '../shared/avatar.ts';
import { visitorName } from '../shared/visitor-name.ts';

export interface RowContext {
  t: InboxStrings;
  me: string;
  selected: string;
  now: number;
  /** How long ago, shortly: "2 min", "3 h", "8 Nov". */
  ago: (at: number) => string;
  choose: (conversation: Conversation) => void;
}

/** After so long without an answer the waiting turns red, ms. */
const late = 5 * 60_000;
/** Before that nobody waits yet, they have just written, ms. */
const minute = 60_000;

function chips(conversation: Conversation, { t, me, now, ago }: RowContext): TemplateResult {
  const { channel, assignee, state, typing, online, lastFrom, lastAt } = conversation;
  const waits = state === 'open' && !assignee && lastFrom === 'visitor' && now - lastAt >= minute;
  const fresh = state === 'open' && !assignee && !waits;
  return html`<span class="chips">
    <span class="chip">${channel.name}</span>
    ${state === 'closed' ? html`<span class="chip good">${t.closed}</span>` : nothing}
    ${fresh ? html`<span class="chip warn">${t.fresh}</span>` : nothing}
    ${waits ? html`<span class="chip ${now - lastAt > late ? 'bad' : 'warn'}">${t.waiting(ago(lastAt))}</span>` : nothing}
    ${assignee && assignee.accountId !== me && state === 'open' ? html`<span class="chip">${assignee.name}</span>` : nothing}
    ${typing ? html`<span class="chip">${t.typing}</span>` : online && assignee ? html`<span class="chip good">${t.online}</span>` : nothing}
  </span>`;
}

/** One conversation of the list. */
export function conversationRow(conversation: Conversation, context: RowContext): TemplateResult {
  const { t, selected, ago, choose } = context;
  const name = visitorName(conversation, t.visitor);
  const text = conversation.preview || t.attachment;
  // eslint-disable-next-line lit-a11y/click-events-have-key-events -- the list takes the keys (roving focus): Enter and Space choose
  return html`<div role="option" part="row" class="row ${conversation.unread > 0 ? 'has-unread' : ''}" tabindex="-1" aria-selected=${conversation.id === selected ? 'true' : 'false'}
    data-id=${conversation.id} @click=${() => choose(conversation)}>
    ${avatar({ name, reach: conversation.state === 'closed' ? undefined : conversation.online ? 'free' : 'gone' })}
    <span class="body">
      <span class="name ellipsis">${name}</span><span class="when numbers">${ago(conversation.lastAt)}</span>
      <span class="preview ellipsis">${conversation.lastFrom === 'agent' ? `${t.you}: ` : ''}${text}</span>
      ${conversation.unread > 0 ? html`<span class="badge numbers"><span aria-hidden="true">${conversation.unread}</span><span class="visually-hidden">${t.unread(conversation.unread)}</span></span>` : nothing}
      ${chips(conversation, context)}
    </span>
  </div>`;
}
