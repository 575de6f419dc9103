import type { Availability, ErrorBody, Greeting, SignedFileRef, VisitorMessage } from '@klapka/protocol';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { iconX } from '../../components/shared/icons/x.ts';
import { Composer } from './composer.ts';
import type { Files } from './files.ts';
import { initials, log } from './log.ts';
import { prepareTexts, textsOf, type ChatStrings } from './texts.ts';
import { Thread } from './thread.ts';
import { openFace, styles } from './window.styles.ts';
import type { ChatChangedDetail, ChatOwner } from './window.types.ts';

/**
 * @summary The chat window of a public web page: a visitor writes to whoever is there, without giving a name.
 * @tagname pbx-chat-window
 *
 * Made by `<pbx-chat-button>`, or stands alone with `gateway` and `button`. It connects when it is opened, or at once where the
 * visitor has written before. What was written is kept until the gateway has it.
 *
 * @fires {CustomEvent<ChatChangedDetail>} pbx-chat-changed - When it opened or closed, or the unread count changed
 * @fires {CustomEvent<ErrorBody>} pbx-error - When the gateway refuses this page or a command
 * @csspart window - The whole window
 * @csspart header - Its head
 * @csspart bubble - One message
 * @cssproperty [--pbx-accent=#0a66dc] - Head, own messages, the button to send
 * @cssproperty [--pbx-accent-ink=#fff] - Text on it
 * @cssproperty [--pbx-radius=8px] - Everything round is derived from it
 * @cssproperty [--pbx-font=system-ui] - Font family
 * @cssproperty [--pbx-surface=#fff] - Background
 * @cssproperty [--pbx-sunken=#eeeff3] - Messages of the other side
 * @cssproperty [--pbx-line=#dfe2e9] - Lines
 * @cssproperty [--pbx-ink=#1b1e26] - Text
 * @cssproperty [--pbx-ink-2=#555b69] - Text beside it
 * @cssproperty [--pbx-chat-bottom=20px] - Distance of the button from the bottom of the page's window
 * @cssproperty [--pbx-motion=140ms] - Time and curve of the opening
 * @tokens chat-header-surface chat-header-ink message-surface message-ink message-own-surface message-own-ink message-radius
 * @example <pbx-chat-window gateway="https://pbx.example.com" button="shop"></pbx-chat-window>
 */
export class PbxChatWindow extends LitElement {
  static override styles = styles;
  static override properties = { gateway: {}, button: {} };

  /** Address of the gateway. */
  declare gateway: string;
  /** Id of the chat button. */
  declare button: string;
  /** The button that made this window. @internal */
  owner?: ChatOwner;

  #thread!: Thread;
  #opened = false;
  #told = '';
  #composer!: Composer;
  #linkified: ((text: string) => unknown) | undefined;
  #files: Files | undefined;
  #reported: ErrorBody | undefined;
  #forgetFailed = false;
  #asking = false;
  #atEnd = true;
  #back: HTMLElement | null = null;
  #leaving: AbortController | undefined;

  get #t(): ChatStrings {
    return textsOf(this);
  }

  get #info(): Availability | undefined {
    return this.owner?.info;
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog') as HTMLDialogElement;
  }

  get #box(): HTMLElement {
    return this.renderRoot.querySelector('[role=log]') as HTMLElement;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.gateway ??= this.owner?.getAttribute('gateway') ?? '';
    this.button ??= this.owner?.getAttribute('button') ?? '';
    this.#thread ??= new Thread(this.gateway, this.button, () => this.#changed());
    this.#composer ??= new Composer(this, this.#thread, () => this.#t, () => (this.#atEnd = true));
    void prepareTexts(this).then(() => this.requestUpdate());
    const root = this.getRootNode();
    const sheet = openFace.styleSheet;
    if (this.owner && sheet && root instanceof ShadowRoot && !root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
    const { signal } = (this.#leaving = new AbortController());
    document.addEventListener('visibilitychange', () => this.#changed(), { signal });
    const view = globalThis.visualViewport;
    for (const type of ['resize', 'scroll']) view?.addEventListener(type, () => this.#fit(), { signal });
    const { token, outbox } = this.#thread.keeper;
    if (this.#opened || token || outbox.length) this.#thread.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leaving?.abort();
    this.#thread.stop();
  }

  /** Shows the window and moves the focus to the message. */
  async open(): Promise<void> {
    if (this.#opened) return;
    this.#opened = true;
    await prepareTexts(this);
    if (!this.#opened) return;
    this.#atEnd = true;
    const { activeElement: active } = document;
    // The page's own control that opened us, else the button; Safari focuses no pressed button by itself.
    this.#back = active === document.body || active === this.owner ? (this.owner?.shadowRoot?.querySelector('button') ?? null) : (active as HTMLElement | null);
    this.performUpdate();
    this.#fit();
    // Not show(): that would focus the first button on the way, and a screen reader would say it.
    this.#dialog.open = true;
    this.#composer.area.focus();
    // After the first paint of the window: the visitor already types while the connection is made.
    requestAnimationFrame(() => setTimeout(() => this.isConnected && this.#thread.start()));
    this.#changed();
  }

  /** Hides the window; the conversation goes on, and answers are counted on the button. */
  close(): void {
    if (!this.#opened) return;
    this.#opened = false;
    const inside = this.shadowRoot?.activeElement;
    this.#dialog.close();
    // Only a visitor who was in here is brought back.
    if (inside) this.#back?.focus();
    this.#changed();
  }

  /** Deletes the conversation at the gateway and everything of it in this browser. */
  async forget(): Promise<void> {
    const inside = this.shadowRoot?.activeElement;
    const error = await this.#thread.forget();
    this.#asking = false;
    this.#composer.clear();
    this.#forgetFailed = !!error;
    if (error) this.#report(error);
    this.#changed();
    if (inside) await this.#focusFoot();
  }

  #changed(): void {
    const open = this.#opened && document.visibilityState === 'visible';
    this.#thread.seen(open);
    const detail: ChatChangedDetail = { open: this.#opened, unread: open ? 0 : (this.#thread.state?.unread ?? this.#info?.unread ?? 0) };
    const told = JSON.stringify(detail);
    if (told !== this.#told) {
      this.#told = told;
      this.owner?.show(detail.open, detail.unread);
      this.dispatchEvent(new CustomEvent('pbx-chat-changed', { detail, bubbles: true, composed: true }));
    }
    if (this.#thread.error) this.#report(this.#thread.error);
    this.requestUpdate();
  }

  /** Each error is said once. */
  #report(detail: ErrorBody): void {
    if (detail === this.#reported) return;
    this.#reported = detail;
    this.dispatchEvent(new CustomEvent('pbx-error', { detail, bubbles: true, composed: true }));
  }

  /** On a phone the window fills what the keyboard leaves. */
  #fit(): void {
    const view = globalThis.visualViewport;
    if (!this.#opened || !view) return;
    const { style } = this.#dialog;
    style.setProperty('--_top', `${view.offsetTop}px`);
    style.setProperty('--_height', `${view.height}px`);
    this.updated();
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      if (!this.#composer.dismiss()) this.close();
    } else if (event.key === 'Enter' && !event.shiftKey && event.target === this.#composer.area) this.#composer.send(event);
  }

  /** Text at once; its links as soon as the code for them is here. */
  #text(text: string): unknown {
    if (!/[@:]|www/i.test(text)) return text;
    if (!this.#linkified) {
      void import('../../components/shared/linkify.ts').then(({ linkified }) => {
        this.#linkified = linkified;
        this.requestUpdate();
      });
    }
    return this.#linkified?.(text) ?? text;
  }

  #file(file: SignedFileRef, message: VisitorMessage): unknown {
    if (!this.#files) {
      void import('./files.ts').then(({ Files }) => {
        this.#files ??= new Files(this, this.#thread);
        this.requestUpdate();
      });
    }
    return this.#files?.render(file, message) ?? file.name;
  }

  #dropped(event: DragEvent): void {
    event.preventDefault();
    void this.#composer.attach([...(event.dataTransfer?.files ?? [])]);
  }

  #scrolled({ target }: Event): void {
    const { scrollTop, clientHeight, scrollHeight } = target as HTMLElement;
    this.#atEnd = scrollTop + clientHeight > scrollHeight - 40;
  }

  #ask(asking: boolean): void {
    this.#asking = asking;
    this.requestUpdate();
    void this.#focusFoot();
  }

  /** What was pressed is gone: the focus goes to its place, to the harmless choice where there are two. */
  async #focusFoot(): Promise<void> {
    await this.updateComplete;
    (this.renderRoot.querySelector<HTMLElement>('footer button:last-child') ?? this.#composer.area).focus();
  }

  async #older(): Promise<void> {
    const box = this.#box;
    const fromEnd = box.scrollHeight - box.scrollTop;
    await this.#thread.older();
    this.requestUpdate();
    await this.updateComplete;
    box.scrollTop = box.scrollHeight - fromEnd;
  }

  protected override updated(): void {
    const box = this.#box;
    if (this.#atEnd) box.scrollTop = box.scrollHeight;
  }

  protected override render(): TemplateResult {
    const t = this.#t;
    const thread = this.#thread;
    const refused = thread.status === 'refused';
    return html`<dialog
      part="window"
      aria-label=${t.chat}
      @keydown=${this.#key}
      @dragover=${(event: Event) => event.preventDefault()}
      @drop=${this.#dropped}
    >
      ${this.#head()}
      <p role="status">${this.#statusText()}</p>
      <div role="log" aria-label=${t.conversation} tabindex="0" @scroll=${this.#scrolled}>
        ${thread.more ? html`<button class="link" @click=${this.#older}>${t.older}</button>` : nothing}
        ${log({ thread, t, lang: t.lang, text: (text) => this.#text(text), file: (...file) => this.#file(...file) })}
        ${thread.state?.agentTyping ? html`<small class="typing">${t.typing(thread.state.agent?.name ?? t.somebody)}</small>` : nothing}
      </div>
      ${refused ? nothing : this.#composer.render()} ${thread.keeper.token && !refused ? this.#foot() : nothing}
    </dialog>`;
  }

  #head(): TemplateResult {
    const t = this.#t;
    const thread = this.#thread;
    const info = this.#info;
    const greeting: Greeting = info?.greeting ?? {};
    const agent = thread.state?.agent?.name;
    const online = thread.state?.online ?? info?.online ?? true;
    return html`<div class="head" part="header">
      ${agent ? html`<span class="face" aria-hidden="true">${initials(agent)}</span>` : nothing}
      <div>
        <h2>${greeting[t.lang as keyof Greeting] ?? Object.values(greeting)[0] ?? t.title}</h2>
        <p>${agent ? t.talking(agent) : online ? t.online : t.offline}</p>
      </div>
      <button class="round" aria-label=${t.close} @click=${this.close}>${iconX}</button>
    </div>`;
  }

  #statusText(): string {
    const t = this.#t;
    const thread = this.#thread;
    if (thread.status === 'refused') return t.refused;
    if (thread.status === 'reconnecting') return t.reconnecting;
    if (this.#forgetFailed) return t.forgetFailed;
    return this.#composer.notice || (thread.state?.open === false && thread.messages.length ? t.closed : '');
  }

  #foot(): TemplateResult {
    const t = this.#t;
    if (!this.#asking) return html`<footer><button class="link" @click=${() => this.#ask(true)}>${t.forget}</button></footer>`;
    return html`<footer role="group" aria-label=${t.forgetAsk}>
      ${t.forgetAsk} <button class="link bad" @click=${this.forget}>${t.forgetYes}</button> <button class="link" @click=${() => this.#ask(false)}>${t.forgetNo}</button>
    </footer>`;
  }
}
