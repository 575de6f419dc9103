import type { Conversation, ErrorCode, Message } from '@klapka/protocol';
import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { CommandController, OutboxController, SessionController, StoreController, type PbxSession } from '../controllers/index.ts';
import en, { type ConversationStrings } from '../locales/en/conversation.ts';
import { avatar, avatars } from '../shared/avatar.ts';
import { PbxElement } from '../shared/base-element.ts';
import { buttons } from '../shared/buttons.styles.ts';
import { commonText } from '../shared/common-text.ts';
import { ErrorText } from '../shared/error-text.ts';
import { formatNumber, formatTime } from '../shared/formats.ts';
import { iconArrowDown } from '../shared/icons/arrow-down.ts';
import { iconCheckCheck } from '../shared/icons/check-check.ts';
import { iconChevronLeft } from '../shared/icons/chevron-left.ts';
import { iconHand } from '../shared/icons/hand.ts';
import { iconMessageCircle } from '../shared/icons/message-circle.ts';
import { LanguageController } from '../shared/language.ts';
import { notice, notices } from '../shared/notice.ts';
import { withoutRows, withoutSession } from '../shared/obstacles.ts';
import { skeleton, skeletons } from '../shared/skeleton.ts';
import { visitorName } from '../shared/visitor-name.ts';
import { styles } from './conversation.styles.ts';
import { FileViews, type FileTexts } from './file-views.ts';
import { History } from './history.ts';
import { messageItem, type MessageContext } from './message.ts';
import { LogScroll } from './scroll.ts';
import { firstUnread, merge, threadItems, type Item } from './thread.ts';

export type * from '../composer/composer.types.ts';

/**
 * @summary One conversation with a visitor: its messages, who has it, and where the answer is written.
 * @tagname pbx-conversation
 * @fires {CustomEvent<MessageSentDetail>} pbx-message-sent - when a message was handed over for sending
 * @fires {CustomEvent<{}>} pbx-back - when the button back to the list was used
 * @fires {CustomEvent<ErrorBody>} pbx-error - when picking up, closing, reading or downloading failed
 * @csspart message - one message
 * @csspart stale - the line while reconnecting
 * @cssproperty [--pbx-conversation-height=100dvh] - the most it grows to where the page sets no height
 * @tokens font text-xs text-s text text-m space-1 space-2 space-3 space-4 space-5 radius radius-l radius-full row control motion surface raised sunken line ink ink-2 ink-3 accent accent-ink accent-text good good-text warn-soft warn-text shadow-3 neutral button-radius message-surface message-ink message-own-surface message-own-ink message-radius presence-available warn
 * @example <pbx-conversation conversation-id="abc"></pbx-conversation>
 */
export class PbxConversation extends PbxElement<ConversationStrings> {
  static override styles = [buttons, avatars, notices, skeletons, styles];

  /** A session of one's own; without it the nearest `<pbx-provider>` gives one. */
  @property({ attribute: false }) session: PbxSession | null = null;
  /** Which one; empty shows a hint instead. */
  @property({ attribute: 'conversation-id' }) conversationId = '';
  /** Shows a button back to the list. */
  @property({ type: Boolean }) returnable = false;

  @state() private unreadFrom = 0;
  @state() private failure: ErrorCode | null = null;
  private opened = '';
  private readUpTo = 0;

  private readonly language = new LanguageController(this, 'conversation', en, { cs: () => import('../locales/cs/conversation.ts') });
  private readonly common = commonText(this);
  private readonly errors = new ErrorText(this, this.language);
  private readonly sessions = new SessionController(this);
  private readonly commands = new CommandController(this, this.sessions);
  private readonly conversations = new StoreController(this, this.sessions, 'conversations', { affects: (changed) => changed.has(this.conversationId) });
  private readonly live = new StoreController(this, this.sessions, 'messages', { param: () => this.conversationId || undefined });
  private readonly outbox = new OutboxController(this, this.sessions, () => this.conversationId);
  private readonly history = new History(this, this.sessions);
  private readonly files = new FileViews(this, this.sessions, '.log');
  private readonly place = new LogScroll(this, { scroller: '.log', thread: '.thread', onStart: () => this.loadOlder() });

  private get conversation(): Conversation | undefined {
    return this.conversations.rows.get(this.conversationId);
  }

  private get me(): { accountId: string; name: string } {
    const account = this.sessions.state?.account;
    return { accountId: account?.id ?? '', name: account?.name ?? '' };
  }

  private get mine(): boolean {
    return this.conversation?.assignee?.accountId === this.me.accountId;
  }

  private get ready(): boolean {
    return this.live.status === 'ready' || this.live.status === 'stale';
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('conversationId')) {
      this.history.open(this.conversationId);
      this.place.reset();
      this.files.reset();
      this.failure = null;
      this.opened = '';
      this.readUpTo = 0;
    }
  }

  /** Here the controllers have taken up the conversation of this update; in `willUpdate` they have not yet. */
  protected override update(changed: PropertyValues<this>): void {
    if (this.ready) this.look();
    super.update(changed);
  }

  private look(): void {
    this.history.joinTo(this.live.list, !this.place.atEnd);
    // What was unread at the opening stays marked while one looks at it.
    if (this.opened !== this.conversationId && this.conversation) {
      this.opened = this.conversationId;
      this.unreadFrom = firstUnread(merge([], this.live.list), this.conversation.unread);
    }
  }

  protected override updated(): void {
    if (!this.ready) return;
    this.outbox.box?.confirm(this.conversationId, new Set(this.live.list.flatMap(({ clientId }) => (clientId ? [clientId] : []))));
    this.tellRead();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.tellRead);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.tellRead);
  }

  override focus(): void {
    this.renderRoot.querySelector('pbx-composer')?.focus();
  }

  /** Read is what its agent has in sight; a look at what nobody has picked up yet is not reading. */
  private readonly tellRead = (): void => {
    const { conversation } = this;
    const seq = conversation?.seq ?? 0;
    if (!conversation || !this.mine || conversation.unread === 0 || seq <= this.readUpTo) return;
    if (document.visibilityState !== 'visible' || !this.place.atEnd || !this.ready || this.disabled) return;
    this.readUpTo = seq;
    void this.commands.run('conversation:read', { conversationId: this.conversationId, seq }).then((done) => {
      if (!done) this.readUpTo = 0;
    });
  };

  private loadOlder(): void {
    const first = merge(this.history.messages, this.live.list)[0]?.seq;
    if (first !== undefined && this.history.hasMore(first)) void this.history.loadBefore(first);
  }

  private async act(name: 'conversation:pick-up' | 'conversation:close'): Promise<void> {
    this.failure = null;
    const done = await this.commands.run(name, { conversationId: this.conversationId });
    if (!done) this.failure = this.commands.error?.code ?? 'INTERNAL';
    await this.updateComplete;
    if (done && name === 'conversation:pick-up') this.focus();
  }

  private readonly onSent = (): void => {
    this.unreadFrom = 0;
    this.place.toEnd();
  };

  private readonly onDrop = (event: DragEvent): void => {
    const files = [...(event.dataTransfer?.files ?? [])];
    const composer = this.renderRoot.querySelector('pbx-composer');
    if (files.length === 0 || !composer) return;
    event.preventDefault();
    composer.addFiles(files);
  };

  private instead(): TemplateResult | null {
    const { t } = this.language;
    const outside = withoutSession(this.sessions.state, t);
    if (outside) return outside;
    if (!this.conversationId) return notice({ icon: iconMessageCircle, title: t.noneChosen, text: t.noneChosenNext });
    return withoutRows(this.live, t) ?? (this.ready ? null : skeleton(t.loading));
  }

  private header(conversation: Conversation | undefined): TemplateResult {
    const { t } = this.language;
    const name = conversation ? visitorName(conversation, t.visitor) : '';
    const open = conversation?.state === 'open';
    return html`<header>
      ${this.returnable ? html`<button type="button" class="button quiet icon-only back" aria-label=${t.back} @click=${() => this.emit('pbx-back', {})}>${iconChevronLeft}</button>` : nothing}
      ${conversation
        ? html`${avatar({ name, reach: conversation.online ? 'free' : 'gone' })}
          <div class="who"><h2 class="ellipsis">${name}</h2><p class="about ellipsis">${this.about(conversation)}</p></div>`
        : nothing}
      ${open && this.mine
        ? html`<button type="button" class="button close" aria-label=${t.close} title=${t.close} ?disabled=${this.disabled || this.commands.pending.has('conversation:close')}
            @click=${() => this.act('conversation:close')}>${iconCheckCheck}<span class="close-text">${t.close}</span></button>`
        : nothing}
    </header>`;
  }

  private about({ channel, online, assignee, pageUrl, state }: Conversation): TemplateResult {
    const { t } = this.language;
    const who = state === 'closed' ? '' : !assignee ? t.unassigned : this.mine ? '' : t.assignedTo(assignee.name);
    return html`${channel.name} · ${online ? html`<span class="online">${t.online}</span>` : t.offline}${who ? ` · ${who}` : nothing}${pageUrl ? ` · ${t.fromPage(pageUrl.replace(/^https?:\/\/(www\.)?/, ''))}` : nothing}`;
  }

  private bars(): TemplateResult {
    const { t } = this.language;
    const taken = this.failure === 'ALREADY_TAKEN' && this.conversation?.assignee;
    return html`<div>
      ${this.failure ? html`<div class="bar bad" role="alert"><span>${taken ? t.taken(taken.name) : this.errors.of(this.failure)}</span></div>` : nothing}
      ${this.live.status === 'stale' ? html`<div class="bar" part="stale" role="status"><span>${t.stale}</span></div>` : nothing}
    </div>`;
  }

  private day(at: number): string {
    const days = Math.round((new Date().setHours(12, 0, 0, 0) - new Date(at).setHours(12, 0, 0, 0)) / 86_400_000);
    if (days === 0) return this.language.t.today;
    if (days === 1) return this.language.t.yesterday;
    return formatTime(this.language.lang, at, { weekday: 'long', day: 'numeric', month: 'long', ...(days > 300 ? { year: 'numeric' } : {}) });
  }

  private item(item: Item, context: MessageContext): TemplateResult {
    if (item.kind === 'day') return html`<div class="day">${this.day(item.at)}</div>`;
    if (item.kind === 'unread') return html`<div class="unread">${this.language.t.unread}</div>`;
    return messageItem(item, context);
  }

  private thread(items: readonly Item[], context: MessageContext, more: boolean): TemplateResult {
    const drawn = this.place.draw(items, (item) => item.kind === 'message' && item.message.files.some((file) => this.files.isUsed(file)));
    // Where not all are drawn, the drawn say which of how many they are.
    const places = new Map(this.place.partial ? items.filter(({ kind }) => kind === 'message').map(({ key }, index) => [key, index + 1]) : []);
    return html`<div class="thread">${repeat(drawn, ({ key }) => key, (one) => {
      const item = one.kind === 'item' ? items[one.index] : undefined;
      if (one.kind === 'gap' || !item) return html`<div></div>`;
      const place = places.get(one.key);
      return html`<div class="item" aria-live=${one.quiet ? 'off' : nothing} role=${place ? 'article' : nothing} aria-posinset=${place ?? nothing} aria-setsize=${place ? (more ? -1 : places.size) : nothing}>${this.item(item, context)}</div>`;
    })}</div>`;
  }

  private get fileTexts(): FileTexts {
    const size = (bytes: number): string => formatNumber(this.language.lang, Math.max(1, Math.round(bytes / 1000)), { style: 'unit', unit: 'kilobyte' });
    return { t: this.language.t, common: this.common.t, size };
  }

  private log(messages: Message[]): TemplateResult {
    const { t } = this.language;
    const { conversation, history } = this;
    const visitor = conversation ? visitorName(conversation, t.visitor) : '';
    const items = threadItems({ messages, outgoing: this.outbox.outgoing, conversation, me: this.me, unreadFrom: this.unreadFrom });
    const context: MessageContext = {
      ...this.fileTexts, visitor, meId: this.me.accountId, files: this.files,
      time: (at) => formatTime(this.language.lang, at),
      errorText: ({ outgoing, message }) => this.errors.of(outgoing?.error?.code ?? message.error),
      retry: (clientId) => this.outbox.box?.retry(this.conversationId, clientId),
      discard: (clientId) => this.outbox.box?.discard(this.conversationId, clientId),
    };
    const more = history.hasMore(messages[0]?.seq);
    return html`<div class="log" role="log" aria-label=${t.log} aria-live="polite" tabindex="0">
      ${more
        ? html`<button type="button" class="button quiet edge" ?disabled=${history.loading || this.disabled} @click=${() => this.loadOlder()}>${history.loading ? t.loadingOlder : t.older}</button>`
        : items.length === 0 ? html`<p class="edge">${t.empty}. ${t.emptyNext}</p>` : nothing}
      ${history.error ? html`<p class="edge" role="alert">${this.errors.of(history.error)}</p>` : nothing}
      ${this.thread(items, context, more)}
      <div class="typing" aria-live="off">${conversation?.typing ? t.typing(visitor) : nothing}</div>
    </div>`;
  }

  private foot(conversation: Conversation | undefined): TemplateResult {
    const { t } = this.language;
    const jump = this.place.atEnd ? nothing : html`<div class="below"><button type="button" class="button" @click=${() => this.place.toEnd()}>${iconArrowDown} ${t.newMessages}</button></div>`;
    if (conversation?.state === 'closed') return html`<div class="foot-area">${jump}<p class="next">${t.closed} ${t.closedNext}</p></div>`;
    if (conversation && !conversation.assignee) {
      return html`<div class="foot-area">${jump}<div class="next">
        <button type="button" class="button primary large" ?disabled=${this.disabled || this.commands.pending.has('conversation:pick-up')} @click=${() => this.act('conversation:pick-up')}>${iconHand}${t.pickUp}</button>
      </div></div>`;
    }
    if (conversation?.assignee && !this.mine) return html`<div class="foot-area">${jump}<p class="next">${t.answers(conversation.assignee.name)}</p></div>`;
    return html`<div class="foot-area">${jump}<pbx-composer .session=${this.sessions.session} .conversationId=${this.conversationId} ?disabled=${this.disabled || !conversation} @pbx-message-sent=${this.onSent}></pbx-composer></div>`;
  }

  protected override render(): TemplateResult {
    const instead = this.instead();
    if (instead) return html`<section class="frame" aria-label=${this.language.t.log}>${this.returnable ? this.header(undefined) : nothing}<div></div>${instead}</section>`;
    const { conversation } = this;
    return html`<section class="frame" aria-label=${conversation ? visitorName(conversation, this.language.t.visitor) : this.language.t.log}
      @dragover=${(event: DragEvent) => { if (this.mine && event.dataTransfer?.types.includes('Files')) event.preventDefault(); }} @drop=${this.onDrop}>
      ${this.header(conversation)} ${this.bars()} ${this.log(merge(this.history.messages, this.live.list))} ${this.foot(conversation)} ${this.files.renderLarge(this.fileTexts)}
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pbx-conversation': PbxConversation;
  }
  interface HTMLElementEventMap {
    'pbx-back': CustomEvent<Record<string, never>>;
  }
}
