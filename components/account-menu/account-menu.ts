import { computePosition, flip, offset, shift } from '@floating-ui/dom';
import type { Device, ErrorCode, Extension, PresenceState } from '@klapka/protocol';
import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { CommandController, FilesController, SessionController, StoreController, type PbxSession } from '../controllers/index.ts';
import en, { type AccountMenuStrings } from '../locales/en/account-menu.ts';
import { avatar, avatars, reachMark, reachOf, type Reach } from '../shared/avatar.ts';
import { PbxElement } from '../shared/base-element.ts';
import { buttons } from '../shared/buttons.styles.ts';
import { commonText } from '../shared/common-text.ts';
import { ErrorText } from '../shared/error-text.ts';
import { fields } from '../shared/fields.styles.ts';
import { formatTime } from '../shared/formats.ts';
import { iconHeadphones } from '../shared/icons/headphones.ts';
import { iconKeyRound } from '../shared/icons/key-round.ts';
import { iconLaptop } from '../shared/icons/laptop.ts';
import { iconLogOut } from '../shared/icons/log-out.ts';
import { iconX } from '../shared/icons/x.ts';
import { known } from '../shared/known.ts';
import { LanguageController } from '../shared/language.ts';
import { framed, selects } from '../shared/select.ts';
import { tellWhole } from '../shared/truncated.ts';
import { styles } from './account-menu.styles.ts';
import { languages, themes, type Language, type Theme } from './account-menu.types.ts';
import { deviceList } from './devices.ts';
import { passwordForm } from './password.ts';

export type * from './account-menu.types.ts';

const presences: PresenceState[] = ['available', 'away', 'business_trip', 'do_not_disturb', 'lunch', 'off_work'];
type Dialog = 'sound' | 'devices' | 'password';

const valueOf = (event: Event): string => (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement ? event.target.value : '');

/**
 * @summary Who is signed in: presence, language, appearance, sound, signed-in browsers, password, sign out.
 * @tagname pbx-account-menu
 * @fires {CustomEvent<LanguageChangeDetail>} pbx-language-change - when another language was chosen
 * @fires {CustomEvent<ThemeChangeDetail>} pbx-theme-change - when another appearance was chosen
 * @fires {CustomEvent<MessageSoundChangeDetail>} pbx-message-sound-change - when the sound of new messages was switched
 * @fires {CustomEvent<ErrorBody>} pbx-error - when something could not be changed
 * @csspart trigger - the button with presence and initials
 * @tokens font text-s text text-m space-1 space-2 space-3 space-4 radius radius-s radius-l radius-full control motion surface raised sunken line ink ink-2 ink-3 accent accent-ink accent-soft accent-text good good-soft good-text warn bad calm shadow-3 neutral button-radius presence-available presence-busy presence-away presence-offline
 * @example <pbx-account-menu></pbx-account-menu>
 */
export class PbxAccountMenu extends PbxElement<AccountMenuStrings> {
  static override styles = [buttons, fields, avatars, selects, styles];

  /** A session of one's own; without it the nearest `<pbx-provider>` gives one. */
  @property({ attribute: false }) session: PbxSession | null = null;
  /** The appearance chosen now. */
  @property() theme: Theme = 'auto';
  /** New messages make no sound. */
  @property({ type: Boolean, reflect: true }) silent = false;

  @state() private dialog: Dialog | null = null;
  @state() private failure: ErrorCode | null = null;
  @state() private saved = false;
  @state() private saving = false;
  @query('.panel') private panel!: HTMLElement;
  @query('.trigger') private trigger!: HTMLElement;
  @query('dialog') private modal!: HTMLDialogElement;

  private readonly language = new LanguageController(this, 'account-menu', en, { cs: () => import('../locales/cs/account-menu.ts') });
  private readonly common = commonText(this);
  private readonly errors = new ErrorText(this, this.language);
  private readonly sessions = new SessionController(this);
  private readonly commands = new CommandController(this, this.sessions);
  private readonly files = new FilesController(this, this.sessions);
  private readonly devices = new StoreController(this, this.sessions, 'devices');
  private readonly extensions = new StoreController(this, this.sessions, 'extensions', { affects: (changed) => changed.has(this.extensionId) });

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('theme')) this.theme = known(this, 'theme', this.theme, themes, 'auto');
  }

  private get extensionId(): string {
    return this.sessions.state?.account?.extension?.id ?? '';
  }

  private get own(): Extension | undefined {
    return this.extensions.rows.get(this.extensionId);
  }

  /** Opens one of the dialogs, as if it had been chosen from the menu. */
  async show(dialog: Dialog): Promise<void> {
    if (this.disabled) return;
    if (dialog === 'sound') {
      void import('../device-settings/define.ts');
      void import('../device-check/define.ts');
    }
    this.dialog = dialog;
    this.failure = null;
    this.saved = false;
    await this.updateComplete;
    this.panel.hidePopover();
    if (!this.modal.open) this.modal.showModal();
  }

  private readonly onToggle = async (event: Event): Promise<void> => {
    if (!(event instanceof ToggleEvent) || event.newState !== 'open') return;
    const { x, y } = await computePosition(this.trigger, this.panel, { strategy: 'fixed', placement: 'bottom-end', middleware: [offset(12), flip(), shift({ padding: 8 })] });
    this.panel.style.setProperty('left', `${x}px`);
    this.panel.style.setProperty('top', `${y}px`);
    this.panel.querySelector<HTMLElement>('input:checked, select')?.focus();
  };

  private setPresence(state: PresenceState, note: string): void {
    void this.commands.run('presence:set', { state, note });
  }

  private readonly onNote = (event: Event): void => {
    if (this.own) this.setPresence(this.own.presence.state, valueOf(event));
  };

  private readonly onLanguage = (event: Event): void => {
    const lang = Object.keys(languages).find((one): one is Language => one === valueOf(event));
    if (lang) this.emit('pbx-language-change', { lang });
  };

  private readonly onMessageSound = (event: Event): void => {
    this.silent = !(event.target instanceof HTMLInputElement && event.target.checked);
    this.emit('pbx-message-sound-change', { silent: this.silent });
  };

  private readonly onTheme = (event: Event): void => {
    const theme = themes.find((one) => one === valueOf(event));
    if (!theme) return;
    this.theme = theme;
    this.emit('pbx-theme-change', { theme });
  };

  private readonly onPassword = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { session } = this.sessions;
    if (!session || !(event.target instanceof HTMLFormElement) || this.saving) return;
    const data = new FormData(event.target);
    this.saving = true;
    const error = await session.changePassword(String(data.get('current')), String(data.get('fresh')));
    this.saving = false;
    this.failure = error?.code ?? null;
    this.saved = !error;
  };

  private async signOutDevice(device: Device): Promise<void> {
    this.failure = null;
    const done = await this.commands.run('device:sign-out', { deviceId: device.id });
    if (!done) this.failure = this.commands.error?.code ?? 'INTERNAL';
  }

  private dialogContent(): TemplateResult | typeof nothing {
    const { t } = this.language;
    switch (this.dialog) {
      case 'sound': return html`<pbx-device-settings .session=${this.sessions.session}></pbx-device-settings>
        <pbx-device-check class="check" .session=${this.sessions.session}></pbx-device-check>`;
      case 'password': {
        const problem = this.failure === 'SIGN_IN_FAILED' ? t.wrongPassword : this.errors.of(this.failure);
        return passwordForm({ t, busy: this.saving, saved: this.saved, problem, submit: this.onPassword });
      }
      case 'devices': {
        if (this.devices.status === 'error') return html`<p class="problem" role="alert">${t.failed}</p>`;
        if (this.devices.status === 'loading') return html`<p role="status">${t.loading}</p>`;
        const when = (at: number): string => formatTime(this.language.lang, at, { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' });
        return html`${this.failure ? html`<p class="problem" role="alert">${this.errors.of(this.failure)}</p>` : nothing}
          ${deviceList({ t, devices: this.devices.list, busy: this.commands.pending.has('device:sign-out'), when, signOut: (device) => void this.signOutDevice(device) })}`;
      }
      case null: return nothing;
    }
  }

  private presencePart(own: Extension): TemplateResult {
    const { t } = this.language;
    return html`<div>
      <p class="heading" id="presence">${t.presence}</p>
      <div class="presences" role="radiogroup" aria-labelledby="presence">
        ${presences.map((one) => html`<label><input type="radio" name="presence" value=${one} .checked=${live(own.presence.state === one)} @change=${() => this.setPresence(one, own.presence.note)} />
          ${reachMark(reachOf({ line: 'idle', presence: { state: one, note: '' } }))}<span class="ellipsis">${this.common.t.presence[one]}</span></label>`)}
      </div>
      <input class="input note" aria-label=${t.note} placeholder=${t.notePlaceholder} maxlength="120" .value=${live(own.presence.note)} @change=${this.onNote} />
      ${this.commands.error ? html`<p class="field-error" role="alert">${this.errors.of(this.commands.error.code)}</p>` : nothing}
    </div>`;
  }

  private settingsPart(): TemplateResult {
    const { t, lang } = this.language;
    const spoken = Object.keys(languages).findLast((code) => lang.startsWith(code));
    const { session, state: now } = this.sessions;
    // A page without a message tone has none to switch.
    const sounds = now?.account?.features.includes('inbox') && session?.devices.pageSounds.messageTone !== 'none';
    return html`<div>
      <label class="choice"><span>${t.language}</span>${framed(html`<select class="input" @change=${this.onLanguage}>
        ${Object.entries(languages).map(([code, name]) => html`<option value=${code} lang=${code} ?selected=${code === spoken}>${name}</option>`)}</select>`)}</label>
      <label class="choice"><span>${t.theme}</span>${framed(html`<select class="input" @change=${this.onTheme}>
        ${themes.map((one) => html`<option value=${one} ?selected=${one === this.theme}>${t.themes[one]}</option>`)}</select>`)}</label>
      ${sounds
        ? html`<label class="choice"><span>${t.messageSound}</span><input type="checkbox" class="switch" .checked=${live(!this.silent)} @change=${this.onMessageSound} /></label>`
        : nothing}
    </div>
    <div class="items">
      <button type="button" class="item" @click=${() => this.show('sound')}>${iconHeadphones}${t.sound}</button>
      <button type="button" class="item" @click=${() => this.show('devices')}>${iconLaptop}${t.devices}</button>
      <button type="button" class="item" @click=${() => this.show('password')}>${iconKeyRound}${t.password}</button>
    </div>
    <div class="items"><button type="button" class="item" @click=${() => this.sessions.session?.signOut()}>${iconLogOut}${t.signOut}</button></div>`;
  }

  protected override render(): TemplateResult {
    const { t } = this.language;
    const account = this.sessions.state?.account;
    if (!account) return html`<button type="button" class="trigger" disabled aria-label=${t.notConnected}>${avatar({ name: '?' })}</button>`;
    const { own } = this;
    // Of oneself one wants to see what one told the others; whether the phone is on stands elsewhere.
    const calls = own && own.line !== 'idle' && own.line !== 'offline' ? own.line : null;
    const reach: Reach = own ? reachOf({ ...own, line: calls ?? 'idle' }) : 'gone';
    const word = own ? (calls ? this.common.t.line[calls] : this.common.t.presence[own.presence.state]) : t.noExtension;
    const photo = this.files.photo(own?.photoUrl);
    const headings: Record<Dialog, string> = { sound: t.sound, devices: t.devices, password: t.password };
    return html`<button type="button" class="trigger" part="trigger" popovertarget="panel" aria-haspopup="dialog" ?disabled=${this.disabled}>
        <span class="visually-hidden">${t.account(account.name, own ? '' : word)}</span>
        ${own ? html`<span class="chip ${reach}">${reachMark(reach)}<span class="ellipsis">${word}</span></span>` : nothing}
        ${avatar({ name: account.name, photo, reach: own ? reach : undefined })}
      </button>
      <div id="panel" class="panel" popover role="dialog" aria-label=${t.settings} @toggle=${this.onToggle} @pointerover=${tellWhole}>
        <div class="who">${avatar({ name: account.name, photo, size: 'l' })}<span><span class="name ellipsis">${account.name}</span><span class="about ellipsis numbers">${account.extension?.number ?? t.noExtension}${account.email ? ` · ${account.email}` : nothing}</span></span></div>
        ${own ? this.presencePart(own) : nothing}
        ${this.settingsPart()}
      </div>
      <dialog aria-labelledby="title" @close=${() => { this.dialog = null; }}>
        <div class="head"><h2 id="title">${this.dialog ? headings[this.dialog] : nothing}</h2>
          <button type="button" class="button quiet icon-only" aria-label=${this.common.t.close} @click=${() => this.modal.close()}>${iconX}</button></div>
        <div class="content" @pointerover=${tellWhole}>${this.dialogContent()}</div>
      </dialog>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pbx-account-menu': PbxAccountMenu;
  }
}
