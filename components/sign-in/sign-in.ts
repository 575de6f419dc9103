import type { ErrorBody } from '@klapka/protocol';
import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { SessionController } from '../controllers/index.ts';
import type { PbxSession } from '../controllers/index.ts';
import en, { type SignInStrings } from '../locales/en/sign-in.ts';
import { avatar } from '../shared/avatar.ts';
import { banner } from '../shared/banner.ts';
import { PbxElement } from '../shared/base-element.ts';
import { ErrorText } from '../shared/error-text.ts';
import { iconEyeOff } from '../shared/icons/eye-off.ts';
import { iconEye } from '../shared/icons/eye.ts';
import { iconInfo } from '../shared/icons/info.ts';
import { iconLock } from '../shared/icons/lock.ts';
import { iconUnplug } from '../shared/icons/unplug.ts';
import { LanguageController } from '../shared/language.ts';
import { notice } from '../shared/notice.ts';
import { sheets } from './sign-in.styles.ts';
import type { SignInView } from './sign-in.types.ts';

export type * from './sign-in.types.ts';

/**
 * Signs in with an extension or e-mail and a password, says why the last session ended, helps with a forgotten password,
 * and takes a new one by an invitation's or a reset's link.
 *
 * @summary Sign-in form, forgotten password and new password.
 * @tagname pbx-sign-in
 * @fires {CustomEvent<SignedInDetail>} pbx-signed-in - Somebody signed in through this form.
 * @fires {CustomEvent<ResetClosedDetail>} pbx-reset-closed - The form of an invitation or reset link was left.
 * @fires {CustomEvent<ErrorBody>} pbx-error - It failed; decide by `detail.code`.
 * @csspart form - The form in sight.
 * @csspart account - The line that says who is signed in.
 * @tokens font text-s text text-m text-xl space-1 space-2 space-3 space-4 space-5 radius radius-s radius-l radius-full row control motion surface sunken line ink ink-2 ink-3 accent accent-ink accent-text warn-soft warn-text neutral card-radius button-radius warn
 * @example <pbx-sign-in></pbx-sign-in>
 */
export class PbxSignIn extends PbxElement<SignInStrings> {
  static override styles = sheets;

  /** Used instead of the nearest provider's. */
  @property({ attribute: false }) session: PbxSession | null = null;

  /** Token of an invitation or reset link: asks for a new password first. */
  @property({ attribute: 'reset-token' }) resetToken = '';

  @state() private view: SignInView = 'sign-in';
  @state() private pending = false;
  @state() private visible = false;
  @state() private error: ErrorBody | null = null;
  /** Fields that were left empty. */
  @state() private missing: ReadonlySet<string> = new Set();
  private login = '';

  private readonly sessions = new SessionController(this);
  private readonly language = new LanguageController(this, 'sign-in', en, { cs: () => import('../locales/cs/sign-in.ts') });
  private readonly errors = new ErrorText(this, this.language);

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('resetToken') && this.resetToken) this.view = 'new-password';
  }

  override focus(options?: FocusOptions): void {
    this.shadowRoot?.querySelector<HTMLElement>('input')?.focus(options);
  }

  private textOf(id: string): string {
    const field = this.shadowRoot?.getElementById(id);
    return field instanceof HTMLInputElement ? field.value : '';
  }

  private async show(view: SignInView): Promise<void> {
    this.login = this.textOf('login') || this.login;
    if (this.view === 'new-password') {
      this.resetToken = '';
      this.emit('pbx-reset-closed', { saved: view === 'saved' });
    }
    Object.assign(this, { view, error: null, missing: new Set() });
    await this.updateComplete;
    const field = this.shadowRoot?.querySelector<HTMLElement>('input, .button.primary');
    field?.focus();
  }

  /** True if every named field has something in it; else marks the others and goes to the first. */
  private async complete(...ids: string[]): Promise<boolean> {
    this.missing = new Set(ids.filter((id) => this.textOf(id).trim() === ''));
    const [first] = this.missing;
    if (!first) return true;
    await this.updateComplete;
    this.shadowRoot?.getElementById(first)?.focus();
    return false;
  }

  private async attempt(work: (session: PbxSession) => Promise<ErrorBody | null>): Promise<boolean> {
    const { session } = this.sessions;
    if (!session || this.pending) return false;
    this.pending = true;
    this.error = null;
    const error = await work(session);
    this.pending = false;
    this.error = error;
    if (error) this.emit('pbx-error', error);
    return error === null;
  }

  private readonly signIn = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!(await this.complete('login', 'password'))) return;
    const [login, password] = [this.textOf('login').trim(), this.textOf('password')];
    this.login = login;
    const done = await this.attempt((session) => session.signIn(login, password));
    const account = this.sessions.session?.state.account;
    if (done && account) this.emit('pbx-signed-in', { account });
    if (done) return;
    await this.updateComplete;
    const field = this.shadowRoot?.getElementById('password');
    if (field instanceof HTMLInputElement) field.select();
  };

  private readonly sendLink = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!(await this.complete('login'))) return;
    const login = this.textOf('login').trim();
    this.login = login;
    if (await this.attempt((session) => session.forgotPassword(login))) await this.show('link-sent');
  };

  private readonly savePassword = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!(await this.complete('password'))) return;
    const password = this.textOf('password');
    if (!(await this.attempt((session) => session.resetPassword(this.resetToken, password)))) return;
    // Whoever is signed in here is not the one who follows the link, or has to sign in anew.
    if (this.sessions.state?.account) this.signOut();
    await this.show('saved');
  };

  private readonly signOut = (): void => void this.sessions.session?.signOut();

  private readonly toggleVisible = (): void => { this.visible = !this.visible; };

  private renderLogin(): TemplateResult {
    const { t } = this.language;
    const missing = this.missing.has('login');
    return html`<div class="field">
      <label for="login">${t.login}</label>
      <input id="login" class="input large" name="login" type="text" autocomplete="username" autocapitalize="off" spellcheck="false" maxlength="254"
        .value=${this.login} ?disabled=${this.disabled} aria-invalid=${missing} aria-describedby=${missing ? 'login-error' : nothing} />
      ${missing ? html`<p class="field-error" id="login-error">${t.missingLogin}</p>` : nothing}
    </div>`;
  }

  private renderPassword(fresh = false): TemplateResult {
    const { t } = this.language;
    const missing = this.missing.has('password');
    return html`<div class="field">
      <label for="password">${fresh ? t.newPassword : t.password}</label>
      <div class="secret">
        <input id="password" class="input large" name="password" type=${this.visible ? 'text' : 'password'} autocomplete=${fresh ? 'new-password' : 'current-password'} maxlength="200"
          ?disabled=${this.disabled} aria-invalid=${missing} aria-describedby=${missing ? 'password-error' : fresh ? 'password-hint' : nothing} />
        <button type="button" class="button quiet icon-only" aria-label=${this.visible ? t.hidePassword : t.showPassword} title=${this.visible ? t.hidePassword : t.showPassword} ?disabled=${this.disabled} @click=${this.toggleVisible}>
          ${this.visible ? iconEyeOff : iconEye}
        </button>
      </div>
      ${missing ? html`<p class="field-error" id="password-error">${t.missingPassword}</p>` : nothing}
      ${fresh && !missing ? html`<p class="hint" id="password-hint">${t.newPasswordHint}</p>` : nothing}
    </div>`;
  }

  private renderForm(title: string, submit: (event: Event) => Promise<void>, label: string, fields: TemplateResult, foot: TemplateResult | typeof nothing = nothing): TemplateResult {
    const busy = this.pending || this.sessions.state?.status === 'connecting';
    const text = this.errors.of(this.error?.code);
    return html`<form class="form" part="form" aria-label=${title} aria-busy=${busy} novalidate @submit=${submit}>
      <h2 class="title">${title}</h2>
      ${text ? banner({ text }) : this.renderCause()}
      ${fields}
      <button class="button primary large wide" ?disabled=${this.disabled || busy}>${busy ? this.language.t.signingIn : label}</button>
      ${foot}
    </form>`;
  }

  /** Why somebody who was signed in has to sign in again; leaving by oneself needs no explanation. */
  private renderCause(): TemplateResult | typeof nothing {
    const state = this.sessions.state;
    const text = state?.cause && state.cause !== 'SIGNED_OUT' && this.view === 'sign-in' ? this.errors.of(state.cause) : '';
    return text ? banner({ text, tone: 'warn', icon: iconInfo }) : nothing;
  }

  private renderLink(view: SignInView, text: string): TemplateResult {
    return html`<button type="button" class="link" ?disabled=${this.disabled} @click=${() => this.show(view)}>${text}</button>`;
  }

  private renderView(): TemplateResult {
    const { t } = this.language;
    switch (this.view) {
      case 'forgotten':
        return this.renderForm(t.forgottenTitle, this.sendLink, t.sendLink, html`<p class="about">${t.forgottenHelp}</p>${this.renderLogin()}`, this.renderLink('sign-in', t.backToSignIn));
      case 'new-password':
        return this.renderForm(t.newPasswordTitle, this.savePassword, t.savePassword, this.renderPassword(true), this.renderLink('sign-in', t.backToSignIn));
      case 'link-sent':
        return html`<div class="form" part="form" role="status"><h2 class="title">${t.forgottenTitle}</h2><p class="about">${t.linkSent}</p>
          <button type="button" class="button primary large wide" @click=${() => this.show('sign-in')}>${t.backToSignIn}</button></div>`;
      case 'saved':
      case 'sign-in':
        return this.renderForm(t.title, this.signIn, t.signIn, html`
          ${this.view === 'saved' ? banner({ text: t.passwordSaved, tone: 'calm', icon: iconLock }) : nothing}
          ${this.renderLogin()}${this.renderPassword()}`, this.renderLink('forgotten', t.forgotten));
    }
  }

  protected override render(): TemplateResult {
    const { t } = this.language;
    const { session, state } = this.sessions;
    // A kept sign-in is being resumed: no form flashes up for somebody who needs none.
    if (state?.status === 'connecting' && !this.pending) return notice({ title: t.resuming });
    if (!state || !session) {
      return notice({ icon: iconUnplug, title: t.noGateway, text: t.noGatewayHelp });
    }
    const { account } = state;
    if (account && this.view !== 'new-password' && (state.status === 'connected' || state.status === 'reconnecting')) {
      return html`<div class="account" part="account">
        ${avatar({ name: account.name })}
        <p class="account-text"><span class="about">${t.signedInAs}</span> <strong class="ellipsis"><bdi>${account.name}</bdi></strong> <span class="about numbers">${account.extension?.number ?? ''}</span></p>
        <button type="button" class="button" ?disabled=${this.disabled} @click=${this.signOut}>${t.signOut}</button>
      </div>`;
    }
    return this.renderView();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pbx-sign-in': PbxSignIn;
  }
}
