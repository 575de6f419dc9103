import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { DevicesController, OutboxController, PhoneController, SessionController, SessionProvider, StoreController, type PbxSession, type SessionState } from '../controllers/index.ts';
import type { LanguageChangeDetail, MessageSoundChangeDetail, Theme, ThemeChangeDetail } from '../account-menu/account-menu.types.ts';
import en, { type ClientStrings } from '../locales/en/client.ts';
import { PbxElement } from '../shared/base-element.ts';
import { buttons } from '../shared/buttons.styles.ts';
import { fields } from '../shared/fields.styles.ts';
import { iconPhone } from '../shared/icons/phone.ts';
import { iconUnplug } from '../shared/icons/unplug.ts';
import { iconX } from '../shared/icons/x.ts';
import { known } from '../shared/known.ts';
import { LanguageController } from '../shared/language.ts';
import { Narrow } from '../shared/narrow.ts';
import { notice, notices } from '../shared/notice.ts';
import { skeleton, skeletons } from '../shared/skeleton.ts';
import { Timer } from '../shared/timer.ts';
import { waitingFor } from '../shared/waiting.ts';
import { styles } from './client.styles.ts';
import { clientSections, type ClientSection } from './client.types.ts';
import { Elsewhere } from './elsewhere.ts';
import { navigation } from './navigation.ts';
import { NewMessages } from './new-messages.ts';
import { note } from './note.ts';
import { loadPreferences, savePreferences } from './preferences.ts';
import { topBar } from './top-bar.ts';

export type * from './client.types.ts';

/** From this width on (px) the dialer stands beside the content; the style sheet says the same. */
const dockWidth = 1080;
/** From this width on the top bar has the search. */
const searchWidth = 641;

/**
 * @summary The whole client of an agent: sign-in, colleagues, messages, calls, account.
 * @tagname pbx-client
 * @slot brand - name or logo of the company
 * @fires {CustomEvent<SectionChangeDetail>} pbx-section-change - when another section was opened
 * @fires {CustomEvent<WaitingChangeDetail>} pbx-waiting-change - when more or fewer conversations wait for an answer
 * @fires {CustomEvent<TokenExpiringDetail>} pbx-token-expiring - when the host's token runs out: set a fresh one as `token`
 * @fires {CustomEvent<SessionEndedDetail>} pbx-session-ended - when the session ended, with its cause
 * @fires {CustomEvent<ErrorBody>} pbx-error - when something failed; decide by `detail.code`
 * @csspart top-bar - brand, search, phone and account
 * @csspart navigation - the sections
 * @csspart content - the open section
 * @cssproperty [--pbx-client-height=100dvh] - its height
 * @tokens font text-xs text-s text text-m text-l text-xl space-1 space-2 space-3 space-4 space-5 radius radius-l radius-full control motion canvas surface sunken line ink ink-2 ink-3 accent accent-ink accent-soft accent-text warn-soft warn-text shadow-1 shadow-2 shadow-3 neutral button-radius warn
 * @example <pbx-client gateway="https://pbx.example.com"></pbx-client>
 */
export class PbxClient extends PbxElement<ClientStrings> {
  static override styles = [buttons, fields, notices, skeletons, styles];

  /** Address of the gateway; empty: the session of the `<pbx-provider>` around it. */
  @property() gateway = '';
  /** A token of the host page, or empty: the person signs in here. */
  @property() token = '';
  /** What a call rings with; as of `<pbx-provider>`. */
  @property() ringtone = '';
  /** What a new message is told by; as of `<pbx-provider>`. */
  @property({ attribute: 'message-tone' }) messageTone = '';
  /** A session made elsewhere; wins over `gateway`. */
  @property({ attribute: false }) session: PbxSession | null = null;
  /** The open section. */
  @property({ reflect: true }) section: ClientSection = 'extensions';
  /** Token of an invitation or of a forgotten password, from the link somebody followed. */
  @property({ attribute: 'reset-token' }) resetToken = '';

  @state() private search = '';
  @state() private dialerOpen = false;
  @state() private theme: Theme = 'auto';
  @state() private conversationId = '';
  @state() private silent = false;
  @query('.ringing') private ringing!: HTMLElement | null;

  private readonly language = new LanguageController(this, 'client', en, { cs: () => import('../locales/cs/client.ts') });
  private readonly outer = new SessionController(this);
  private readonly provider = new SessionProvider(this, this.outer);
  private readonly phone = new PhoneController(this, this.provider);
  private readonly devices = new DevicesController(this, this.provider);
  private readonly conversations = new StoreController(this, this.provider, 'conversations');
  /** What could not be sent before a reload goes out whatever section is open. */
  protected readonly outbox = new OutboxController(this, this.provider, () => '');
  private readonly extensions = new StoreController(this, this.provider, 'extensions', { affects: (changed) => changed.has(this.extensionId) });
  // Two limits, for two things go at different widths: first the place beside the content, then the search in the top bar.
  private readonly dialerFloats = new Narrow(this, dockWidth);
  private readonly searchGone = new Narrow(this, searchWidth);
  private readonly newMessages = new NewMessages();
  private readonly elsewhere = new Elsewhere();
  private toldWaiting = 0;
  /** Counts down to the next try. */
  protected readonly timer = new Timer(this, () => this.current?.status === 'reconnecting');

  private get current(): SessionState | null {
    return this.provider.session?.state ?? (this.gateway ? null : this.outer.state);
  }

  private get hasPhone(): boolean {
    const account = this.current?.account;
    return Boolean(account?.extension && account.features.includes('phone'));
  }

  private get extensionId(): string {
    return this.current?.account?.extension?.id ?? '';
  }

  private get disturbable(): boolean {
    return this.extensions.rows.get(this.extensionId)?.presence.state !== 'do_not_disturb';
  }

  private get sections(): ClientSection[] {
    const account = this.current?.account;
    return clientSections.filter((section) => {
      if (section === 'inbox') return account?.features.includes('inbox');
      return section === 'administration' ? account?.roles.includes('administrator') && account.features.includes('admin') : true;
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const { theme, lang, silent } = loadPreferences();
    this.useTheme(theme);
    this.silent = silent;
    if (lang && !this.hasAttribute('lang')) this.lang = lang;
    window.addEventListener('keydown', this.onShortcut);
    document.addEventListener('visibilitychange', this.raiseRinging);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('keydown', this.onShortcut);
    document.removeEventListener('visibilitychange', this.raiseRinging);
    this.elsewhere.tell('');
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('section')) this.section = known(this, 'section', this.section, clientSections, 'extensions');
  }

  protected override updated(): void {
    const { section } = this;
    if (section === 'inbox') void import('../inbox/define.ts');
    if (section === 'administration') void import('../admin/define.ts');
    this.raiseRinging();
    this.followMessages();
  }

  private get waiting(): number {
    const account = this.current?.account;
    return account?.features.includes('inbox') ? waitingFor(this.conversations.list, account.id) : 0;
  }

  /** Says how many wait, and sounds for what is new: once a browser, not over a call, and not where somebody looks at it. */
  private followMessages(): void {
    const { waiting, conversations, current } = this;
    if (waiting !== this.toldWaiting) this.emit('pbx-waiting-change', { waiting: (this.toldWaiting = waiting) });
    if (!current?.account) return this.newMessages.forget();
    if (conversations.status !== 'ready') return;
    const looking = this.section === 'inbox' && document.visibilityState === 'visible' && document.hasFocus();
    const fresh = this.newMessages.look(conversations.list, { me: current.account.id, reading: looking ? this.conversationId : '' });
    const talking = this.phone.calls.some((call) => call.state === 'talking');
    if (fresh && !this.silent && !talking && this.disturbable && this.phone.status !== 'elsewhere') void this.devices.devices?.playMessage();
  }

  /** A ringing call lies above everything, an open dialog too: only the top layer does. Whoever looks elsewhere is told there. */
  private readonly raiseRinging = (): void => {
    const { ringing } = this;
    const rings = this.phone.calls.find(({ direction, state: callState }) => direction === 'incoming' && callState === 'ringing');
    this.elsewhere.tell(rings && ringing ? this.language.t.calling(rings.name || rings.number) : '');
    if (ringing && Boolean(rings) !== ringing.matches(':popover-open')) ringing.togglePopover(Boolean(rings));
  };

  private readonly onShortcut = (event: KeyboardEvent): void => {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || this.disabled) return;
    const field = this.renderRoot.querySelector<HTMLInputElement>('.search input');
    if (!field?.offsetParent) return;
    event.preventDefault();
    field.focus();
  };

  private readonly onResetClosed = (): void => { this.resetToken = ''; };

  private go(section: ClientSection): void {
    if (section === this.section) return;
    this.section = section;
    this.emit('pbx-section-change', { section });
  }

  private readonly onSearch = (text: string): void => {
    this.search = text;
    if (text) this.go('extensions');
  };

  /** Settings of the sound, with the check that finds out why none gets through. */
  private readonly onSound = (): void => void this.renderRoot.querySelector('pbx-account-menu')?.show('sound');

  private readonly onCall = async (): Promise<void> => {
    if (this.dialerFloats.value) this.dialerOpen = !this.dialerOpen;
    await this.updateComplete;
    this.renderRoot.querySelector('pbx-dialer')?.focus();
  };

  private readonly onCallStarted = (): void => {
    // The card of the call takes over; a dialer that floats would only cover it.
    this.dialerOpen = false;
  };

  private useTheme(theme: Theme): void {
    this.theme = theme;
    if (theme === 'auto') this.style.removeProperty('color-scheme');
    else this.style.setProperty('color-scheme', theme);
  }

  private readonly onTheme = (event: CustomEvent<ThemeChangeDetail>): void => {
    this.useTheme(event.detail.theme);
    savePreferences({ ...loadPreferences(), theme: event.detail.theme });
  };

  private readonly onLanguage = (event: CustomEvent<LanguageChangeDetail>): void => {
    this.lang = event.detail.lang;
    savePreferences({ ...loadPreferences(), lang: event.detail.lang });
  };

  private readonly onMessageSound = (event: CustomEvent<MessageSoundChangeDetail>): void => {
    this.silent = event.detail.silent;
    savePreferences({ ...loadPreferences(), silent: this.silent });
  };

  private content(section: ClientSection): TemplateResult {
    switch (section) {
      case 'extensions': return html`<pbx-extension-list .query=${this.search} ?disabled=${this.disabled}></pbx-extension-list>`;
      case 'inbox': return html`<pbx-inbox .conversationId=${this.conversationId} ?disabled=${this.disabled} @pbx-conversation-selected=${(event: HTMLElementEventMap['pbx-conversation-selected']) => { this.conversationId = event.detail.conversationId ?? ''; }}></pbx-inbox>`;
      case 'administration': return html`<pbx-admin ?disabled=${this.disabled}></pbx-admin>`;
    }
  }

  private dock(): TemplateResult | typeof nothing {
    const { t } = this.language;
    if (!this.hasPhone) return nothing;
    return html`<aside class="dock ${this.dialerOpen ? 'open' : ''}" aria-label=${t.calls} @pbx-call-started=${this.onCallStarted}>
      <div class="dialer">
        <button type="button" class="button quiet icon-only hide" aria-label=${t.hideDialer} @click=${() => { this.dialerOpen = false; }}>${iconX}</button>
        <pbx-dialer detached ?disabled=${this.disabled}></pbx-dialer>
      </div>
      <pbx-call class="card" ?disabled=${this.disabled}></pbx-call>
    </aside>`;
  }

  private desk(state: SessionState): TemplateResult {
    const { t } = this.language;
    const { sections } = this;
    const section = sections.includes(this.section) ? this.section : 'extensions';
    const { waiting } = this;
    return html`<div class="desk ${this.hasPhone ? 'with-dock' : ''} ${this.searchGone.value ? '' : 'searching'}">
      ${topBar({
        t, phone: this.hasPhone ? this.phone.status : null, devices: this.devices.devices, search: this.search, dialerOpen: !this.dialerFloats.value || this.dialerOpen,
        account: html`<pbx-account-menu .theme=${this.theme} ?silent=${this.silent} ?disabled=${this.disabled} @pbx-theme-change=${this.onTheme} @pbx-language-change=${this.onLanguage} @pbx-message-sound-change=${this.onMessageSound}></pbx-account-menu>`,
        onSearch: this.onSearch, onSearchDone: () => this.renderRoot.querySelector('pbx-extension-list')?.focus(),
        onSound: this.onSound, onCall: () => void this.onCall(),
      })}
      ${note({ t, state, lang: this.language.lang, soundless: this.phone.calls.some(({ error }) => error === 'NO_AUDIO'), onCheck: this.onSound })}
      ${navigation({ t, sections, current: section, waiting, waitingText: t.waiting(waiting), go: (to) => this.go(to) })}
      <main part="content">${this.content(section)}</main>
      ${this.dock()}
      <div class="ringing" popover="manual"><pbx-incoming-call ?disabled=${this.disabled} @click=${() => this.elsewhere.ask()}></pbx-incoming-call></div>
    </div>`;
  }

  protected override render(): TemplateResult {
    const { t } = this.language;
    const state = this.current;
    if (!state && !this.gateway && !this.session) return html`<div class="door">${notice({ icon: iconUnplug, title: t.notConnected, text: t.notConnectedNext })}</div>`;
    if (state?.account && !this.resetToken && (state.status === 'connected' || state.status === 'reconnecting')) return this.desk(state);
    // Coming back with a remembered session shows the door only if it does not open by itself.
    if (!state || (state.status === 'connecting' && !this.renderRoot.querySelector('pbx-sign-in'))) return html`<div class="door">${skeleton(t.connecting)}</div>`;
    return html`<div class="door"><main class="door-card">
      <div class="door-brand"><span class="logo">${iconPhone}</span><slot name="brand">Klapka</slot></div>
      <p class="door-text">${t.welcome}</p>
      <pbx-sign-in .resetToken=${this.resetToken} ?disabled=${this.disabled} @pbx-reset-closed=${this.onResetClosed}></pbx-sign-in>
    </main></div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pbx-client': PbxClient;
  }
}
