import type { ErrorBody } from '@klapka/protocol';
import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { callOf, DevicesController, errorBodyOf, FilesController, PhoneController, SessionController, StoreController } from '../controllers/index.ts';
import type { PbxSession, PhoneCall } from '../controllers/index.ts';
import en, { type IncomingCallStrings } from '../locales/en/incoming-call.ts';
import { avatar } from '../shared/avatar.ts';
import { banner } from '../shared/banner.ts';
import { PbxElement } from '../shared/base-element.ts';
import { commonText } from '../shared/common-text.ts';
import { ErrorText } from '../shared/error-text.ts';
import { farSide } from '../shared/far-side.ts';
import { iconPhoneIncoming } from '../shared/icons/phone-incoming.ts';
import { iconPhoneOff } from '../shared/icons/phone-off.ts';
import { iconPhone } from '../shared/icons/phone.ts';
import { LanguageController } from '../shared/language.ts';
import { isMicrophoneCode, microphoneProblem } from '../shared/microphone-problem.ts';
import { notice } from '../shared/notice.ts';
import { isTyping } from '../shared/typing.ts';
import { sheets } from './incoming-call.styles.ts';
import type { Ringing } from './ringing.ts';

/**
 * Every call that rings here, as an alert dialog that stops nobody from working on. It takes the focus only from people
 * who are not typing, and gives it back. Shows nothing while nobody calls, unless `persistent`.
 *
 * @summary A call that rings: who it is, "Answer" and "Decline".
 * @tagname pbx-incoming-call
 * @fires {CustomEvent<ErrorBody>} pbx-error - Answering failed; decide by `detail.code`.
 * @cssstate empty - Nobody calls, and the element takes no room.
 * @csspart card - The card of one ringing call.
 * @tokens font text-s text text-l space-1 space-2 space-3 space-4 space-5 radius radius-l radius-full control motion raised surface sunken line ink ink-2 ink-3 accent good good-ink warn-soft warn-text bad bad-ink shadow-2 neutral warn card-radius button-radius call-ringing-surface call-ringing-ink
 * @example <pbx-incoming-call></pbx-incoming-call>
 */
export class PbxIncomingCall extends PbxElement<IncomingCallStrings> {
  static override styles = sheets;
  static override properties = {
    session: { attribute: false },
    persistent: { type: Boolean, reflect: true },
    errorOf: { state: true },
  };

  /** Used instead of the nearest provider's. */
  session: PbxSession | null = null;

  /** Says so when nobody calls, instead of taking no room. */
  persistent = false;

  private errorOf: { callId: string; body: ErrorBody } | null = null;
  /** Who had the focus before a ringing call took it. */
  private interrupted: HTMLElement | null = null;
  private announced = new Set<string>();
  /** Comes with the first call that rings. */
  private more: Ringing | null = null;

  private readonly sessions = new SessionController(this);
  private readonly phones = new PhoneController(this, this.sessions);
  private readonly devices = new DevicesController(this, this.sessions);
  private readonly files = new FilesController(this, this.sessions);
  private readonly rows = new StoreController(this, this.sessions, 'calls', { affects: () => this.ringing.length > 0 });
  private readonly language = new LanguageController(this, 'incoming-call', en, { cs: () => import('../locales/cs/incoming-call.ts') });
  private readonly common = commonText(this);
  private readonly errors = new ErrorText(this, this.language);

  private get ringing(): PhoneCall[] {
    return this.phones.calls.filter((call) => call.direction === 'incoming' && call.state === 'ringing');
  }

  protected override willUpdate(): void {
    // Before the card leaves the page and takes the focus with it.
    if (this.hasUpdated && this.ringing.length === 0 && this.shadowRoot?.activeElement) this.giveFocusBack();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.mark('empty', this.ringing.length === 0 && !this.persistent);
    const ids = this.ringing.map((call) => call.id);
    const fresh = ids.find((id) => !this.announced.has(id));
    this.announced = new Set(ids);
    if (fresh && !this.more) void import('./ringing.ts').then(({ Ringing: More }) => (this.more = new More(this)), () => null);
    if (fresh && !this.disabled && !isTyping()) this.takeFocus(fresh);
  }

  private takeFocus(id: string): void {
    const active = document.activeElement;
    if (active !== this && active instanceof HTMLElement) this.interrupted = active;
    // The card, not a button: a key pressed at this moment must not answer.
    this.shadowRoot?.getElementById(id)?.focus({ preventScroll: true });
  }

  private giveFocusBack(): void {
    const { interrupted } = this;
    this.interrupted = null;
    if (interrupted?.isConnected && interrupted !== document.body) interrupted.focus({ preventScroll: true });
  }

  private async attempt(call: PhoneCall, work: Promise<unknown> | undefined): Promise<void> {
    this.errorOf = null;
    try {
      await work;
    } catch (error) {
      const body = errorBodyOf(error);
      this.errorOf = { callId: call.id, body };
      this.emit('pbx-error', body);
    }
  }

  private answer(call: PhoneCall): void {
    void this.attempt(call, this.phones.phone?.answer(call.id));
  }

  private decline(call: PhoneCall): void {
    void this.attempt(call, this.phones.phone?.decline(call.id));
  }

  private renderProblem(call: PhoneCall): TemplateResult | typeof nothing {
    const code = this.errorOf?.callId === call.id ? this.errorOf.body.code : null;
    const text = this.errors.of(code);
    if (!text) return nothing;
    if (!isMicrophoneCode(code)) return banner({ text });
    return microphoneProblem({ code, text, t: this.common.t, retry: () => this.answer(call), page: this.sessions.session?.resolve('/') ?? null });
  }

  private renderCall(call: PhoneCall): TemplateResult {
    const { t } = this.language;
    const row = callOf(call, this.rows.list);
    const party = farSide(call, row);
    const name = party.name || party.number || t.unknown;
    const holdsOther = this.phones.calls.some((other) => other.state === 'talking');
    return html`<section class="card" part="card" id=${call.id} role="alertdialog" tabindex="-1" aria-label=${t.incomingCall} aria-describedby="who-${call.id}">
      <div class="band"><span class="mark" aria-hidden="true">${iconPhoneIncoming}</span><strong>${t.incomingCall}</strong></div>
      <div class="body">
        <div class="who" id="who-${call.id}">
          ${avatar({ name, photo: this.files.photo(party.photoUrl), size: 'l' })}
          <div class="who-text">
            <p class="name ellipsis"><bdi>${name}</bdi></p>
            ${party.name && party.number ? html`<p class="about numbers"><bdi>${party.number}</bdi></p>` : nothing}
            ${this.more?.notes(row)}
            ${holdsOther ? html`<p class="about">${t.holdsOther}</p>` : nothing}
          </div>
        </div>
        ${this.renderProblem(call)}
        ${this.devices.devices?.soundLocked ? banner({ text: t.soundLocked, tone: 'warn' }) : nothing}
        <div class="choice">
          <button type="button" class="button danger large" ?disabled=${this.disabled} @click=${() => this.decline(call)}>${iconPhoneOff}${t.decline}</button>
          <button type="button" class="button good large" ?disabled=${this.disabled} @click=${() => this.answer(call)}>${iconPhone}${t.answer}</button>
          ${this.more?.buttons(this.sessions.session, call, row, (work) => void this.attempt(call, work))}
        </div>
      </div>
    </section>`;
  }

  private renderNobody(): TemplateResult | typeof nothing {
    if (!this.persistent) return nothing;
    const { t } = this.common;
    const { state } = this.sessions;
    if (state?.status === 'connecting') return notice({ title: t.connecting });
    if (state?.status !== 'connected' && state?.status !== 'reconnecting') return notice({ icon: iconPhoneIncoming, title: t.notConnected, text: t.notConnectedHelp });
    if (!state.account?.features.includes('phone')) return notice({ icon: iconPhoneIncoming, title: t.noPermission, text: t.noPermissionHelp });
    return notice({ icon: iconPhoneIncoming, title: this.language.t.none, text: this.language.t.noneHelp });
  }

  protected override render(): TemplateResult | typeof nothing {
    const { ringing } = this;
    return ringing.length > 0 ? html`<div class="cards">${ringing.map((call) => this.renderCall(call))}</div>` : this.renderNobody();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pbx-incoming-call': PbxIncomingCall;
  }
}
