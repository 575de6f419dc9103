import type { Conversation } from '@klapka/protocol';
import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { OutboxController, SessionController, StoreController, type PbxSession } from '../controllers/index.ts';
import en, { type InboxStrings } from '../locales/en/inbox.ts';
import { avatars } from '../shared/avatar.ts';
import { PbxElement } from '../shared/base-element.ts';
import { formatNumber, formatTime } from '../shared/formats.ts';
import { iconInbox } from '../shared/icons/inbox.ts';
import { iconMessagesSquare } from '../shared/icons/messages-square.ts';
import { known } from '../shared/known.ts';
import { LanguageController } from '../shared/language.ts';
import { notice, notices } from '../shared/notice.ts';
import { withoutRows, withoutSession } from '../shared/obstacles.ts';
import { Narrow } from '../shared/narrow.ts';
import { nextIndex, RovingFocus } from '../shared/roving-focus.ts';
import { skeleton, skeletons } from '../shared/skeleton.ts';
import { Timer } from '../shared/timer.ts';
import { WindowList } from '../shared/window-list.ts';
import { styles } from './inbox.styles.ts';
import { inboxViews, type ConversationSelectedDetail, type InboxView } from './inbox.types.ts';
import { conversationRow, type RowContext } from './row.ts';
import { conversationsOf, countViews } from './views.ts';

export type * from './inbox.types.ts';

/** From this width on (px) list and thread stand beside each other; the style sheet says the same. */
const wide = 720;

/**
 * @summary The messages of an agent: the list of conversations by view, and the chosen one with its composer.
 * @tagname pbx-inbox
 * @fires {CustomEvent<ConversationSelectedDetail>} pbx-conversation-selected - when a conversation was opened, or left on a narrow page
 * @csspart frame - list and conversation; at least 320 px high
 * @csspart row - one conversation of the list
 * @csspart message - one message of the open conversation
 * @csspart stale - the line while reconnecting
 * @cssproperty [--pbx-inbox-height=100dvh] - the most it grows to where the page sets no height
 * @tokens font text-xs text-s text text-m space-1 space-2 space-3 space-4 space-5 radius-full row motion surface sunken line ink ink-2 ink-3 accent accent-ink accent-soft accent-text good good-soft good-text warn-soft warn-text bad-soft bad-text calm neutral presence-available presence-offline warn bad
 * @example <pbx-provider gateway="https://pbx.example.com"><pbx-inbox></pbx-inbox></pbx-provider>
 */
export class PbxInbox extends PbxElement<InboxStrings> {
  static override styles = [avatars, notices, skeletons, styles];

  /** A session of one's own; without it the nearest `<pbx-provider>` gives one. */
  @property({ attribute: false }) session: PbxSession | null = null;
  /** Which part of the list is shown. */
  @property() view: InboxView = 'all';
  /** The conversation that is open; empty: none. */
  @property({ attribute: 'conversation-id' }) conversationId = '';

  @state() private active = 0;

  private readonly language = new LanguageController(this, 'inbox', en, { cs: () => import('../locales/cs/inbox.ts') });
  private readonly sessions = new SessionController(this);
  private readonly conversations = new StoreController(this, this.sessions, 'conversations');
  /** What could not be sent before a reload goes out although nobody opens its conversation. */
  protected readonly outbox = new OutboxController(this, this.sessions, () => '');
  private readonly tabs = new RovingFocus(this, '.tab', () => ({ horizontal: true }));
  private readonly list = new WindowList(this, { count: () => this.shown.length, scroller: '.list', before: '.before', after: '.after', gauge: '.gauge' });
  /** "2 min ago" grows by itself. */
  protected readonly timer = new Timer(this, () => this.conversations.rows.size > 0, 30_000);
  private readonly narrow = new Narrow(this, wide);
  private shown: Conversation[] = [];

  private get me(): string {
    return this.sessions.state?.account?.id ?? '';
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('view')) this.view = known(this, 'view', this.view, inboxViews, 'all');
  }

  /** Here the controllers have taken up the session of this update; in `willUpdate` they have not yet. */
  protected override update(changed: PropertyValues<this>): void {
    this.shown = conversationsOf(this.view, this.conversations.list, this.me);
    this.active = Math.min(this.active, Math.max(0, this.shown.length - 1));
    super.update(changed);
  }

  private choose(conversation: Conversation): void {
    if (this.disabled) return;
    this.conversationId = conversation.id;
    this.active = Math.max(0, this.shown.indexOf(conversation));
    this.tell({ conversationId: conversation.id });
    if (this.narrow.value) void this.updateComplete.then(() => this.renderRoot.querySelector('pbx-conversation')?.focus());
  }

  private readonly onBack = async (): Promise<void> => {
    this.conversationId = '';
    this.tell({ conversationId: null });
    await this.updateComplete;
    this.focusRow(this.active);
  };

  private tell(detail: ConversationSelectedDetail): void {
    this.emit('pbx-conversation-selected', detail);
  }

  private readonly onListKeydown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const chosen = this.shown[this.active];
    if ((event.key === 'Enter' || event.key === ' ') && chosen) {
      event.preventDefault();
      this.choose(chosen);
      return;
    }
    const to = nextIndex(event.key, this.active, this.shown.length, { page: this.list.page });
    if (to === null) return;
    event.preventDefault();
    this.focusRow(to);
  };

  private readonly onListFocus = (event: FocusEvent): void => {
    const id = event.composedPath().find((node): node is HTMLElement => node instanceof HTMLElement && node.dataset['id'] !== undefined)?.dataset['id'];
    if (id === undefined) return;
    this.active = Math.max(0, this.shown.findIndex((conversation) => conversation.id === id));
  };

  private focusRow(index: number): void {
    this.active = index;
    this.list.reveal(index);
    void this.updateComplete.then(() => {
      const id = this.shown[index]?.id;
      for (const row of this.renderRoot.querySelectorAll<HTMLElement>('.row')) if (row.dataset['id'] === id) row.focus({ preventScroll: true });
    });
  }

  private onTab(view: InboxView): void {
    this.view = view;
    this.active = 0;
    this.renderRoot.querySelector('.list')?.scrollTo({ top: 0 });
  }

  private readonly ago = (at: number): string => {
    const minutes = Math.max(0, Math.floor((Date.now() - at) / 60_000));
    if (minutes === 0) return this.language.t.now;
    if (minutes < 60) return formatNumber(this.language.lang, minutes, { style: 'unit', unit: 'minute', unitDisplay: 'short' });
    if (minutes < 24 * 60) return formatNumber(this.language.lang, Math.floor(minutes / 60), { style: 'unit', unit: 'hour', unitDisplay: 'short' });
    return formatTime(this.language.lang, at, { day: 'numeric', month: 'short' });
  };

  private instead(): TemplateResult | null {
    const { t } = this.language;
    return withoutSession(this.sessions.state, t) ?? withoutRows(this.conversations, t);
  }

  private listContent(): TemplateResult {
    const { t } = this.language;
    if (this.conversations.status === 'idle' || this.conversations.status === 'loading') return skeleton(t.loading, 6);
    const texts = t.empty[this.view];
    if (this.shown.length === 0) return notice({ icon: iconInbox, title: texts.title, text: texts.next });
    const context: RowContext = {
      t, me: this.me, selected: this.conversationId, now: Date.now(), ago: this.ago,
      choose: (conversation) => this.choose(conversation),
    };
    const { first, last } = this.list;
    return html`<div class="list" role="listbox" aria-label=${t.conversations} tabindex="-1" aria-disabled=${this.disabled ? 'true' : nothing} @keydown=${this.onListKeydown} @focusin=${this.onListFocus}>
      <div class="before" role="presentation"><div class="gauge"></div></div>
      ${repeat(this.shown.slice(first, last), ({ id }) => id, (conversation) => conversationRow(conversation, context))}
      <div class="after" role="presentation"></div>
    </div>`;
  }

  protected override updated(): void {
    // One tab stop for the list; rows are windowed, so it is set by identity and not by place.
    const id = this.shown[this.active]?.id;
    for (const row of this.renderRoot.querySelectorAll<HTMLElement>('.row')) row.tabIndex = row.dataset['id'] === id ? 0 : -1;
  }

  private side(): TemplateResult {
    const { t } = this.language;
    const counts = countViews(this.conversations.list, this.me);
    return html`<div class="side">
      <header><h2>${t.title}</h2></header>
      <div class="tabs" role="tablist" aria-label=${t.title} @keydown=${this.tabs.onKeydown} @focusin=${this.tabs.onFocusin}>
        ${inboxViews.map((view) => html`<button type="button" class="tab" role="tab" id="tab-${view}" aria-controls="panel" aria-selected=${view === this.view ? 'true' : 'false'}
          ?disabled=${this.disabled} @click=${() => this.onTab(view)}>${t.views[view]}${counts[view] > 0 && view !== 'closed' ? html` <span class="numbers">${formatNumber(this.language.lang, counts[view])}</span>` : nothing}</button>`)}
      </div>
      <div>${this.conversations.status === 'stale' ? html`<div class="bar" part="stale" role="status">${t.stale}</div>` : nothing}</div>
      <div id="panel" role="tabpanel" aria-labelledby="tab-${this.view}" class="list-panel">${this.listContent()}</div>
    </div>`;
  }

  protected override render(): TemplateResult {
    const { t } = this.language;
    const instead = this.instead();
    if (instead) return html`<section part="frame" class="frame" aria-label=${t.title}><div class="whole">${instead}</div></section>`;
    const open = this.conversationId !== '';
    return html`<section part="frame" class="frame ${open ? 'open' : ''}" aria-label=${t.title}>
      ${this.side()}
      <div class="thread">
        ${open
          ? html`<pbx-conversation exportparts="stale, message" .session=${this.sessions.session} .conversationId=${this.conversationId} ?returnable=${this.narrow.value} ?disabled=${this.disabled} @pbx-back=${this.onBack}></pbx-conversation>`
          : notice({ icon: iconMessagesSquare, title: t.choose, text: t.chooseNext })}
      </div>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pbx-inbox': PbxInbox;
  }
  interface HTMLElementEventMap {
    /** A conversation was opened, or left on a narrow page. */
    'pbx-conversation-selected': CustomEvent<ConversationSelectedDetail>;
  }
}
