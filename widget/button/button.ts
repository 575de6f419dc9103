import { css } from './button.styles.ts';
import type { ChatInfo, ChatWindow } from './button.types.ts';

export type * from './button.types.ts';

/**
 * @summary The chat button of a public web page: one small request, and one question to the gateway when the page is idle.
 * @tagname pbx-chat-button
 *
 * Its own content (a `tel:` or `mailto:` link) is what a visitor sees without JavaScript and without a gateway; it keeps its
 * place when the button appears, so nothing on the page moves. The window is fetched when the visitor reaches for the button.
 * A returning visitor, and only that one, is connected at once: an answer then shows as a badge on any page of the site.
 * The class can be imported on a server, which has no `HTMLElement`.
 * `gateway` and `button` are read when the page is idle. Every byte here is paid by every page view: see the size budget.
 *
 * @attr {string} gateway - Address of the gateway
 * @attr {string} button - Name of the chat button, as its administrator chose it
 * @slot - Shown while there is no chat: without JavaScript, without a gateway.
 * @fires {CustomEvent<ChatChangedDetail>} pbx-chat-changed - When the window opened or closed, or the unread count changed
 * @fires {CustomEvent<ErrorBody>} pbx-error - When the gateway refuses this page
 * @csspart button - The round button
 * @cssproperty [--pbx-accent=#0a66dc] - Background; lighter in dark pages
 * @cssproperty [--pbx-accent-ink=#fff] - The icon on it
 * @cssproperty [--pbx-chat-bottom=20px] - Distance from the bottom of the page's window
 * @example <pbx-chat-button gateway="https://pbx.example.com" button="shop"><a href="tel:+420123456">Call us</a></pbx-chat-button>
 */
export class PbxChatButton extends (globalThis.HTMLElement ?? Object) {
  /** Fetches and defines the window; a page that bundles its own copy puts its own `import()` here. */
  static load: () => Promise<unknown> = () => import(new URL('chat/window.js', import.meta.url).href);

  /** The gateway's answer about this chat. @internal */
  info: ChatInfo | undefined;

  /** What a page asked for before this script was here: `button.open?.() ?? (button.queue ??= []).push('open')`. Done in its order. */
  declare queue?: ('open' | 'close' | 'forget')[];

  #face = document.createElement('button');
  #badge = document.createElement('b');
  #window: Promise<ChatWindow | void> | undefined;

  connectedCallback(): void {
    // Inserted again by a single-page application: everything is still there.
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: 'open' });
    root.append(document.createElement('slot'));
    this.queue?.map((command) => void this[command]());
    // Where it fails the page keeps the element's own content, which is all there is to say.
    // At the latest after three seconds: some pages are never idle. (Safari's setTimeout takes the option for no delay.)
    (globalThis.requestIdleCallback ?? setTimeout)(() => this.#ask(root).catch(() => {}), { timeout: 3000 });
  }

  /** Opens the window, fetching it first if needed. */
  async open(): Promise<void> {
    (await this.#load())?.open();
  }

  /** Closes the window. */
  async close(): Promise<void> {
    (await this.#load())?.close();
  }

  /** Deletes the thread at the gateway and everything in this browser. */
  async forget(): Promise<void> {
    await (await this.#load())?.forget();
  }

  /** Called by the window: whether it is open, and how many messages the visitor has not read. @internal */
  show(open: boolean, unread: number): void {
    const cs = this.matches(':lang(cs)');
    this.#face.ariaExpanded = `${open}`;
    this.#face.ariaLabel = (cs ? 'Napište nám' : 'Chat with us') + (unread ? (cs ? ', nepřečteno: ' : ', unread: ') + unread : '');
    this.#badge.textContent = (unread || '') as string;
  }

  async #ask(root: ShadowRoot): Promise<void> {
    const address = this.getAttribute('gateway') + '/api/chat/' + this.getAttribute('button');
    let token;
    try {
      token = localStorage.getItem('pbx:' + address);
    } catch {
      // A page without storage: the visitor is a stranger.
    }
    const answer = await fetch(address + '/availability', token ? { headers: { Authorization: 'Bearer ' + token } } : {});
    this.info = (await answer.json()) as ChatInfo;
    if (!answer.ok) return;
    const face = this.#face;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    face.part = 'button';
    face.append(this.#badge);
    face.onclick = () => (face.ariaExpanded === 'true' ? this.close() : this.open());
    // A finger, too, enters before it touches.
    face.onpointerenter = face.onfocus = () => this.#load();
    this.show(false, this.info.unread);
    root.append(face);
    // An empty one: the first message is still on its way.
    if (token != null) await this.#load();
  }

  /** The window is there, closed, from the moment the visitor reaches for the button. */
  #load(): Promise<ChatWindow | void> {
    const root = this.shadowRoot as ShadowRoot;
    return (this.#window ??= PbxChatButton.load().then(
      () => {
        const element = document.createElement('pbx-chat-window') as ChatWindow;
        element.owner = this;
        root.append(element);
        return element;
      },
      // No gateway any more: the own content is back.
      () => {
        root.adoptedStyleSheets = [];
        this.#face.remove();
      },
    ));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pbx-chat-button': PbxChatButton;
  }
}
