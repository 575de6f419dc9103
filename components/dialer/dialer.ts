import type { ErrorBody } from '@klapka/protocol';
import { adoptStyles, html, nothing } from 'lit';
import type { CSSResult, TemplateResult } from 'lit';
import { DevicesController, errorBodyOf, PhoneController, SessionController } from '../controllers/index.ts';
import type { PbxSession, PhoneCall } from '../controllers/index.ts';
import en, { type DialerStrings } from '../locales/en/dialer.ts';
import { PbxElement } from '../shared/base-element.ts';
import { iconDelete } from '../shared/icons/delete.ts';
import { iconPhone } from '../shared/icons/phone.ts';
import { iconHeadphones } from '../shared/icons/headphones.ts';
import { keyOf, keypad } from '../shared/keypad.ts';
import { LanguageController } from '../shared/language.ts';
import { sheets } from './dialer.styles.ts';
import type { Instead } from './instead.ts';
import type { Problems } from './problems.ts';
import type { Suggestions } from './suggestions.ts';

export type * from '../call/call.types.ts';
export type * from '../shared/dial.ts';

/**
 * The telephone: type a name or a number, call, and have the calls beneath. The call card, the ringing call, the people
 * found and the sound settings are fetched when they are first needed.
 *
 * @summary Dials by number or name and holds the calls of this phone.
 * @tagname pbx-dialer
 * @fires {CustomEvent<DialDetail>} pbx-dial - Before a number is dialled; prevent it to place the call elsewhere.
 * @fires {CustomEvent<CallDetail>} pbx-call-started - A call began to ring, in or out.
 * @fires {CustomEvent<CallDetail>} pbx-call-answered - Both sides can talk.
 * @fires {CustomEvent<CallEndedDetail>} pbx-call-ended - With the reason and how long was talked.
 * @fires {CustomEvent<ErrorBody>} pbx-error - Something failed; decide by `detail.code`.
 * @csspart panel - Everything in it.
 * @csspart number - The field of the number.
 * @tokens font text-xs text-s text text-m text-l space-1 space-2 space-3 space-4 space-5 radius radius-l radius-full control motion surface sunken line ink ink-2 ink-3 accent accent-ink accent-soft good warn bad bad-soft bad-text neutral key-surface key-ink key-radius card-radius button-radius presence-available presence-busy presence-away
 * @example <pbx-dialer></pbx-dialer>
 */
export class PbxDialer extends PbxElement<DialerStrings> {
  static override styles = sheets;
  // By hand, not by decorators: their code would be a thirtieth of what a page loads before anything is connected.
  static override properties = {
    session: { attribute: false },
    number: {},
    detached: { type: Boolean, reflect: true },
    compact: { type: Boolean, reflect: true },
    settingsOpen: { state: true },
    dialling: { state: true },
    error: { state: true },
    unknownName: { state: true },
    suggestions: { state: true },
    instead: { state: true },
  };

  /** Used instead of the nearest provider's. */
  session: PbxSession | null = null;

  /** What stands in the field; a page may fill it in. */
  number = '';

  /** Shows no calls: the page has `<pbx-incoming-call>` and `<pbx-call>` elsewhere. */
  detached = false;

  /** Leaves the keys out. */
  compact = false;

  private settingsOpen = false;
  private dialling = false;
  private error: ErrorBody | null = null;
  /** A name nobody has. */
  private unknownName = '';
  /** What comes on demand. */
  private suggestions: Suggestions | null = null;
  private problems: Problems | null = null;
  private instead: Instead | null = null;
  private lastNumber = '';
  private loading = false;
  private adopted: readonly CSSResult[] = [];
  /** The last digit came from a key: people found would push the keys away from under the finger. */
  private byKeys = false;

  private readonly sessions = new SessionController(this);
  private readonly phones = new PhoneController(this, this.sessions);
  private readonly devices = new DevicesController(this, this.sessions);
  private readonly language = new LanguageController(this, 'dialer', en, { cs: () => import('../locales/cs/dialer.ts') });

  private get field(): HTMLInputElement | null {
    return this.renderRoot.querySelector('#number');
  }

  /** Nobody is signed in, or somebody who has no phone. */
  private get useless(): boolean {
    const { state } = this.sessions;
    if (!state || state.status === 'signed-out' || state.status === 'ended') return true;
    const { account } = state;
    return account !== null && !(account.features.includes('phone') && account.extension);
  }

  private get ready(): boolean {
    return !this.disabled && (this.phones.status === 'registered' || this.phones.status === 'elsewhere');
  }

  protected override updated(): void {
    if (this.useless && !this.instead) void this.loadInstead();
    if (this.sessions.session && !this.loading) void this.loadMore();
  }

  private adopt(more: readonly CSSResult[]): void {
    this.adopted = [...this.adopted, ...more];
    adoptStyles(this.renderRoot as ShadowRoot, [...PbxDialer.elementStyles, ...this.adopted]);
  }

  private async loadInstead(): Promise<void> {
    const { Instead: Told, sheets: more } = await import('./instead.ts');
    if (this.instead) return;
    this.adopt(more);
    this.instead = new Told(this, this.sessions, this.language);
  }

  private async loadMore(): Promise<void> {
    this.loading = true;
    try {
      const { Problems: Told, sheets: more, Suggestions: Found } = await import('./on-demand.ts');
      this.adopt(more);
      this.problems = new Told(this, { sessions: this.sessions, phones: this.phones, devices: this.devices, language: this.language });
      this.suggestions = new Found(this, this.sessions);
      this.suggestions.search(this.number);
    } catch {
      // The next render with a session tries again; dialling works without.
      this.loading = false;
    }
  }

  override focus(options?: FocusOptions): void {
    this.field?.focus(options);
  }

  /** Dials as if it had been typed and called. */
  async dial(number: string, name?: string): Promise<void> {
    const wanted = number.trim();
    if (!wanted || !this.ready || this.dialling) return;
    if (!this.emit('pbx-dial', { number: wanted, ...(name ? { name } : {}) }, { cancelable: true })) return;
    this.dialling = true;
    this.error = null;
    try {
      await this.phones.phone?.dial(wanted);
      this.lastNumber = wanted;
      this.type('');
    } catch (error) {
      // What was typed stays, so that one more press tries again.
      this.error = errorBodyOf(error);
      this.emit('pbx-error', this.error);
    } finally {
      this.dialling = false;
    }
  }

  private type(text: string): void {
    this.number = text;
    this.unknownName = '';
    this.suggestions?.search(text);
  }

  private readonly call = (): void => {
    const chosen = this.suggestions?.chosen;
    if (chosen) return void this.dial(chosen.number, chosen.name);
    const text = this.number.trim();
    if (!text) return this.type(this.lastNumber);
    if (/^[0-9A-Za-z*#+ ().-]{1,64}$/.test(text) && (/[0-9*#+]/.test(text) || !this.suggestions)) return void this.dial(text);
    this.unknownName = text;
  };

  private readonly onInput = (): void => {
    this.byKeys = false;
    this.type(this.field?.value ?? '');
  };

  private readonly onFieldKeydown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      this.call();
    } else if (event.key === 'Escape' && this.number) {
      event.stopPropagation();
      this.type('');
    } else if (this.suggestions?.onKeydown(event)) event.preventDefault();
  };

  /** Digits typed anywhere inside go into the field, but for those a call, a field or a choice wants. */
  private readonly onKeydown = (event: KeyboardEvent): void => {
    const [target] = event.composedPath();
    if (event.defaultPrevented || this.disabled || target instanceof HTMLInputElement || target instanceof HTMLSelectElement) return;
    if (event.composedPath().some((node) => node instanceof HTMLElement && node.localName === 'pbx-call')) return;
    const key = keyOf(event);
    if (key) this.press(key);
    else if (event.key === 'Backspace') this.backspace();
  };

  private readonly press = (key: string): void => {
    this.byKeys = true;
    this.type(this.number + key);
  };

  private readonly backspace = (): void => this.type(Array.from(this.number).slice(0, -1).join(''));

  private readonly toggleSettings = (): void => { this.settingsOpen = !this.settingsOpen; };

  private renderHeader(): TemplateResult {
    const { t } = this.language;
    const { status } = this.phones;
    const connecting = this.sessions.state?.status === 'connecting' || status === 'connecting';
    const [mark, word] = connecting ? ['away', t.connecting]
      : status === 'registered' ? ['free', t.ready]
        : status === 'elsewhere' ? ['free', t.elsewhere]
          : status === 'failed' ? ['busy', t.failed]
            : status === 'reconnecting' || this.sessions.state?.status === 'reconnecting' ? ['away', t.reconnecting] : ['gone', t.offline];
    return html`<header class="header">
      <span class="reach ${mark}" aria-hidden="true"></span>
      <p class="status ellipsis" role="status">${word}</p>
      <span class="own numbers">${this.sessions.state?.account?.extension?.number ?? ''}</span>
      <button type="button" class="button quiet icon-only" aria-label=${t.settings} title=${t.settings} aria-expanded=${this.settingsOpen} ?disabled=${this.disabled} @click=${this.toggleSettings}>${iconHeadphones}</button>
    </header>`;
  }

  private renderField(calls: readonly PhoneCall[]): TemplateResult {
    const { t } = this.language;
    const open = !this.byKeys && (this.suggestions?.open ?? false);
    return html`<div class="dial">
      <div class="number-box">
        <label class="visually-hidden" for="number">${t.number}</label>
        <input id="number" class="input large numbers" part="number" type="text" autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="go" maxlength="64"
          placeholder=${calls.every(({ direction, state }) => direction === 'incoming' && state === 'ringing') ? t.placeholder : t.newCall} .value=${this.number} ?disabled=${this.disabled}
          aria-autocomplete="list" aria-controls=${open ? 'people' : nothing} aria-activedescendant=${this.suggestions?.activeId ?? nothing}
          @input=${this.onInput} @keydown=${this.onFieldKeydown} />
        ${this.number
          ? html`<button type="button" class="button quiet icon-only erase" aria-label=${t.backspace} title=${t.backspace} ?disabled=${this.disabled} @click=${this.backspace}>${iconDelete}</button>`
          : nothing}
      </div>
      <button type="button" class="button primary large" ?disabled=${!this.ready} aria-busy=${this.dialling} @pointerdown=${() => this.phones.phone?.prepare()} @click=${this.call}>${iconPhone}${t.call}</button>
    </div>
    ${this.byKeys ? nothing : (this.suggestions?.render({ t, disabled: this.disabled, choose: (number, name) => void this.dial(number, name) }) ?? nothing)}
    ${open || calls.length || this.compact ? nothing : keypad(t.keypad, this.press, this.disabled)}`;
  }

  protected override render(): TemplateResult {
    const { t } = this.language;
    const { session } = this.sessions;
    const calls = this.detached ? [] : this.phones.calls.filter((call) => call.state !== 'ended');
    return html`<section class="panel" part="panel" aria-label=${t.phone} aria-busy=${this.sessions.state?.status === 'connecting'} @keydown=${this.onKeydown}>
      ${this.useless ? (this.instead?.render() ?? nothing) : html`
        ${this.renderHeader()}
        ${this.problems?.render({
          error: this.error, unknownName: this.unknownName, disabled: this.disabled, calls,
          forget: () => { this.error = null; }, ...(this.settingsOpen ? {} : { choose: this.toggleSettings }),
        })}
        ${this.settingsOpen ? html`<pbx-device-settings class="settings" .session=${session} ?disabled=${this.disabled}></pbx-device-settings>` : nothing}
        ${this.detached ? nothing : html`
          <pbx-incoming-call .session=${session} ?disabled=${this.disabled}></pbx-incoming-call>
          <pbx-call .session=${session} ?disabled=${this.disabled}></pbx-call>`}
        ${this.renderField(calls)}`}
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pbx-dialer': PbxDialer;
  }
}
