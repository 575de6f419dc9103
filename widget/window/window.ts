import type { Availability, ErrorBody, FileRef, VisitorMessage } from '@klapka/protocol';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { iconPaperclip } from '../../components/shared/icons/paperclip.ts';
import { iconSend } from '../../components/shared/icons/send.ts';
import { iconSmile } from '../../components/shared/icons/smile.ts';
import { iconX } from '../../components/shared/icons/x.ts';
import { initials, log } from './log.ts';
import { prepareTexts, textsOf, type ChatStrings } from './texts.ts';
import { Thread } from './thread.ts';
import type { Uploads } from './uploads.ts';
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
 * @cssproperty [--pbx-chat-bottom=20px] - Distance of the button from the bottom of the page's window
 * @example <pbx-chat-window gateway="https://pbx.example.com" button="shop"></pbx-chat-window>
 */
export class PbxChatWindow extends LitElement {
  static override styles = styles;
  static override properties = { gateway: {}, button: {} };

  /** Address of the gateway. */
  declare gateway: string;
  /** Id of the chat button. */
  declare button: string;
  /** The button that made this window. */
  owner?: ChatOwner;

  #thread!: Thread;
  #opened = false;
  #told = '';
  #uploads: Uploads | undefined;
  #linkified: ((text: string) => unknown) | undefined;
  #sendWhenUploaded = false;
  #reported: ErrorBody | undefined;
  #forgetFailed = false;
  #tooLong = false;
  #asking = false;
  #emoji: ((label: string, pick: (glyph: string) => void) => TemplateResult) | undefined;
  #emojiShown = false;
  #atEnd = true;
  #back: HTMLElement | null = null;
  #leaving: AbortController | undefined;

  get #t(): ChatStrings {
    return textsOf(this);
  }

  get #info(): Availability | undefined {
    return this.owner?.info;
  }

  get #area(): HTMLTextAreaElement {
    return this.renderRoot.querySelector('textarea')!;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.gateway ??= this.owner?.getAttribute('gateway') ?? '';
    this.button ??= this.owner?.getAttribute('button') ?? '';
    this.#thread ??= new Thread(this.gateway, this.button, () => this.#changed());
    void prepareTexts(this).then(() => this.requestUpdate());
    const root = this.getRootNode();
    const sheet = openFace.styleSheet!;
    if (this.owner && root instanceof ShadowRoot && !root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
    const { signal } = (this.#leaving = new AbortController());
    document.addEventListener('visibilitychange', () => this.#changed(), { signal });
    const view = globalThis.visualViewport;
    for (const type of ['resize', 'scroll']) view?.addEventListener(type, () => this.#fit(), { signal });
    if (this.#opened || this.#thread.keeper.token) this.#thread.start();
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
    this.renderRoot.querySelector('dialog')!.show();
    this.#area.focus();
    // After the first paint of the window: the visitor already types while the connection is made.
    requestAnimationFrame(() => setTimeout(() => this.isConnected && this.#thread.start()));
    this.#changed();
  }

  /** Hides the window; the conversation goes on, and answers are counted on the button. */
  close(): void {
    if (!this.#opened) return;
    this.#opened = this.#emojiShown = false;
    const inside = this.shadowRoot?.activeElement;
    this.renderRoot.querySelector('dialog')!.close();
    // Only a visitor who was in here is brought back.
    if (inside) this.#back?.focus();
    this.#changed();
  }

  /** Deletes the conversation at the gateway and everything of it in this browser. */
  async forget(): Promise<void> {
    const error = await this.#thread.forget();
    this.#asking = false;
    this.#uploads?.take();
    this.#forgetFailed = !!error;
    if (error) this.#report(error);
    this.#changed();
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
    const { style } = this.renderRoot.querySelector('dialog')!;
    style.setProperty('--_top', `${view.offsetTop}px`);
    style.setProperty('--_height', `${view.height}px`);
  }

  #send(event?: Event): void {
    event?.preventDefault();
    const area = this.#area;
    const uploads = this.#uploads;
    const text = area.value.trim();
    area.focus();
    this.#tooLong = text.length > 4000;
    // Pressed while a file is still on its way: the message waits for it.
    this.#sendWhenUploaded = !!uploads?.busy;
    if (!this.#tooLong && !this.#sendWhenUploaded && (text || uploads?.list.length)) {
      area.value = '';
      this.#emojiShown = false;
      this.#atEnd = true;
      this.#thread.send(text, uploads?.take());
    }
    this.requestUpdate();
  }

  async #toggleEmoji(): Promise<void> {
    this.#emoji ??= (await import('./emoji.ts')).emojiPanel;
    this.#emojiShown = !this.#emojiShown;
    this.requestUpdate();
  }

  #pick(glyph: string): void {
    const area = this.#area;
    area.setRangeText(glyph, area.selectionStart, area.selectionEnd, 'end');
    this.#thread.typing(true);
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      if (this.#emojiShown) {
        void this.#toggleEmoji();
        this.#area.focus();
      } else this.close();
    } else if (event.key === 'Enter' && !event.shiftKey && event.target === this.#area) this.#send(event);
  }

  async #attach(files: readonly File[]): Promise<void> {
    const { Uploads } = await import('./uploads.ts');
    this.#uploads ??= new Uploads(this.#thread, () => this.#t, (settled) => (settled && this.#sendWhenUploaded ? this.#send() : this.requestUpdate()));
    this.#uploads.add(files);
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

  #chosen(event: Event): void {
    const input = event.target as HTMLInputElement;
    // Copied first: emptying the field empties the list.
    void this.#attach([...(input.files ?? [])]);
    input.value = '';
    this.#area.focus();
  }

  #pasted(event: ClipboardEvent): void {
    const files = event.clipboardData?.files;
    if (!files?.length) return;
    event.preventDefault();
    void this.#attach([...files]);
  }

  #dropped(event: DragEvent): void {
    event.preventDefault();
    void this.#attach([...(event.dataTransfer?.files ?? [])]);
  }

  #scrolled({ target }: Event): void {
    const { scrollTop, clientHeight, scrollHeight } = target as HTMLElement;
    this.#atEnd = scrollTop + clientHeight > scrollHeight - 40;
  }

  #ask(asking: boolean): void {
    this.#asking = asking;
    this.requestUpdate();
  }

  async #older(): Promise<void> {
    const box = this.renderRoot.querySelector('[role=log]')!;
    const fromEnd = box.scrollHeight - box.scrollTop;
    await this.#thread.older();
    this.requestUpdate();
    await this.updateComplete;
    box.scrollTop = box.scrollHeight - fromEnd;
  }

  /** Addresses of files run out; a pressed one that did is renewed first. */
  async #openFile(event: Event, { seq }: VisitorMessage, file: FileRef): Promise<void> {
    if (file.expiresAt > Date.now()) return;
    event.preventDefault();
    const message = await this.#thread.renew(seq);
    const fresh = message?.files.find(({ id }) => id === file.id);
    if (fresh) window.open(this.gateway + fresh.url, '_blank', 'noopener');
    this.requestUpdate();
  }

  protected override updated(): void {
    const box = this.renderRoot.querySelector('[role=log]')!;
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
        ${log({ thread, t, lang: t.lang, resolve: (url) => this.gateway + url, open: (...pressed) => void this.#openFile(...pressed), text: (text) => this.#text(text) })}
        ${this.#failures()} ${thread.state?.agentTyping ? html`<small class="typing">${t.typing(thread.state.agent?.name ?? t.somebody)}</small>` : nothing}
      </div>
      ${refused ? nothing : this.#composer()} ${thread.keeper.token && !refused ? this.#foot() : nothing}
    </dialog>`;
  }

  #head(): TemplateResult {
    const t = this.#t;
    const thread = this.#thread;
    const info = this.#info;
    const agent = thread.state?.agent?.name;
    const online = thread.state?.online ?? info?.online ?? true;
    return html`<header part="header">
      ${agent ? html`<span class="face" aria-hidden="true">${initials(agent)}</span>` : nothing}
      <div>
        <h2>${info?.greeting || t.title}</h2>
        <p>${agent ? t.talking(agent) : online ? t.online : t.offline}</p>
      </div>
      <button class="round" aria-label=${t.close} @click=${this.close}>${iconX}</button>
    </header>`;
  }

  #statusText(): string {
    const t = this.#t;
    const thread = this.#thread;
    const uploads = this.#uploads;
    if (thread.status === 'refused') return t.refused;
    if (thread.status === 'reconnecting') return t.reconnecting;
    if (this.#forgetFailed) return t.forgetFailed;
    if (this.#tooLong) return t.tooLong;
    if (uploads?.notice) return uploads.notice;
    return thread.state?.open === false && thread.messages.length ? t.closed : '';
  }

  #failures(): TemplateResult[] {
    const t = this.#t;
    const thread = this.#thread;
    return thread.outgoing
      .filter(({ failed }) => failed)
      .map(
        (entry) => html`<small class="bad">
          ${entry.failed === 'TOO_LARGE' ? t.tooLong : t.delivery.failed}
          <button class="link" @click=${() => thread.retry(entry)}>${t.retry}</button>
          <button class="link" @click=${() => thread.discard(entry)}>${t.discard}</button>
        </small>`,
      );
  }

  #composer(): TemplateResult {
    const t = this.#t;
    const uploads = this.#uploads;
    return html`<form @submit=${this.#send}>
      ${this.#emojiShown ? this.#emoji?.(t.emoji, (glyph) => this.#pick(glyph)) : nothing}
      <ul ?hidden=${!uploads?.list.length}>
        ${uploads?.list.map(
          (attachment) => html`<li>
            <span>${attachment.file.name}</span>
            ${attachment.answer ? nothing : html`<progress aria-label=${attachment.file.name} .value=${attachment.progress}></progress>`}
            <button type="button" aria-label=${t.remove(attachment.file.name)} @click=${() => uploads.remove(attachment)}>${iconX}</button>
          </li>`,
        )}
      </ul>
      <div class="field">
        <textarea rows="1" aria-label=${t.message} placeholder=${t.message} @input=${() => this.#thread.typing(!!this.#area.value)} @paste=${this.#pasted}></textarea>
        <button type="button" class="round" aria-label=${t.emoji} aria-expanded=${this.#emojiShown} @click=${this.#toggleEmoji}>${iconSmile}</button>
        <button type="button" class="round" aria-label=${t.attach} @click=${() => this.renderRoot.querySelector('input')!.click()}>${iconPaperclip}</button>
        <input type="file" multiple hidden aria-label=${t.attach} @change=${this.#chosen} />
        <button class="round go" aria-label=${t.send}>${iconSend}</button>
      </div>
    </form>`;
  }

  #foot(): TemplateResult {
    const t = this.#t;
    if (!this.#asking) return html`<footer><button class="link" @click=${() => this.#ask(true)}>${t.forget}</button></footer>`;
    return html`<footer role="group" aria-label=${t.forgetAsk}>
      ${t.forgetAsk} <button class="link bad" @click=${this.forget}>${t.forgetYes}</button> <button class="link" @click=${() => this.#ask(false)}>${t.forgetNo}</button>
    </footer>`;
  }
}
