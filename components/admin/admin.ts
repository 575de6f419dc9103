import type { ErrorCode } from '@klapka/protocol';
import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { errorBodyOf, fireError, SessionController, type PbxSession } from '../controllers/index.ts';
import en, { type AdminStrings } from '../locales/en/admin.ts';
import { avatars } from '../shared/avatar.ts';
import { PbxElement } from '../shared/base-element.ts';
import { buttons } from '../shared/buttons.styles.ts';
import { ErrorText } from '../shared/error-text.ts';
import { fields } from '../shared/fields.styles.ts';
import { iconRefreshCw } from '../shared/icons/refresh-cw.ts';
import { known } from '../shared/known.ts';
import { LanguageController } from '../shared/language.ts';
import { notice, notices } from '../shared/notice.ts';
import { withoutPermission, withoutSession } from '../shared/obstacles.ts';
import { RovingFocus } from '../shared/roving-focus.ts';
import { selects } from '../shared/select.ts';
import { skeleton, skeletons } from '../shared/skeleton.ts';
import { tellWhole } from '../shared/truncated.ts';
import { createButton, invitePerson, loadAdmin, newLink, setDisabled, type AdminData } from './admin-data.ts';
import { styles } from './admin.styles.ts';
import { adminTabs, type AccountLink, type AccountRow, type AdminTab, type NewPerson } from './admin.types.ts';
import { chatButtonsTab } from './chat-buttons.ts';
import { peopleTab } from './people.ts';

export type * from './admin.types.ts';

/**
 * @summary People with their invitations and chat buttons with their snippets, for administrators.
 * @tagname pbx-admin
 * @fires {CustomEvent<ErrorBody>} pbx-error - when something could not be loaded or changed
 * @csspart panel - the open tab
 * @tokens font text-s text text-m space-1 space-2 space-3 space-4 space-5 radius radius-full row control motion surface sunken line ink ink-2 ink-3 accent accent-ink accent-soft accent-text good-soft good-text warn-soft warn-text neutral button-radius good warn
 * @example <pbx-provider gateway="https://pbx.example.com"><pbx-admin></pbx-admin></pbx-provider>
 */
export class PbxAdmin extends PbxElement<AdminStrings> {
  static override styles = [buttons, fields, avatars, notices, selects, skeletons, styles];

  /** A session of one's own; without it the nearest `<pbx-provider>` gives one. */
  @property({ attribute: false }) session: PbxSession | null = null;
  /** The open tab. */
  @property() tab: AdminTab = 'people';

  @state() private data: AdminData | null = null;
  @state() private refusal: ErrorCode | null = null;
  @state() private failure: ErrorCode | null = null;
  @state() private handover: { name: string; link: AccountLink } | null = null;
  @state() private formOpen = false;
  @state() private busy = false;
  @state() private copied = '';
  private loadedFor: PbxSession | null = null;
  /** Extensions made for an account that then failed. */
  private readonly made = new Set<string>();

  private readonly language = new LanguageController(this, 'admin', en, { cs: () => import('../locales/cs/admin.ts') });
  private readonly errors = new ErrorText(this, this.language);
  private readonly sessions = new SessionController(this);
  private readonly tabs = new RovingFocus(this, '.tab', () => ({ horizontal: true }));

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('tab')) this.tab = known(this, 'tab', this.tab, adminTabs, 'people');
  }

  private get allowed(): boolean {
    return this.sessions.state?.account?.roles.includes('administrator') ?? false;
  }

  protected override updated(): void {
    const { session, state: current } = this.sessions;
    if (current?.status !== 'connected') {
      if (current?.status !== 'reconnecting') this.loadedFor = null;
      return;
    }
    if (!session || session === this.loadedFor || !this.allowed) return;
    this.loadedFor = session;
    void this.load();
  }

  private async load(): Promise<void> {
    const { session } = this.sessions;
    if (!session) return;
    this.refusal = null;
    try {
      this.data = await loadAdmin(session);
    } catch (error) {
      const body = errorBodyOf(error);
      this.refusal = body.code;
      fireError(this, body);
    }
  }

  /** Runs one change, then loads anew: the gateway's answer is what is shown. */
  private async change(work: (session: PbxSession) => Promise<void>): Promise<void> {
    const { session } = this.sessions;
    if (!session || this.busy) return;
    this.busy = true;
    this.failure = null;
    this.handover = null;
    try {
      await work(session);
      this.formOpen = false;
      await this.load();
    } catch (error) {
      const body = errorBodyOf(error);
      this.failure = body.code;
      fireError(this, body);
    } finally {
      this.busy = false;
    }
  }

  private invite(person: NewPerson): void {
    void this.change(async (session) => {
      this.handover = { name: `${person.firstName} ${person.lastName}`, link: await invitePerson(session, person, this.made) };
    });
  }

  private makeLink(account: AccountRow): void {
    void this.change(async (session) => {
      this.handover = { name: account.name, link: await newLink(session, account) };
    });
  }

  private readonly copy = async (text: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      this.copied = this.language.t.copied;
    } catch {
      // The page may forbid the clipboard; the text can be selected and copied by hand.
      this.copied = '';
    }
  };

  private readonly toggle = (open: boolean): void => {
    this.formOpen = open;
    this.failure = null;
    if (open) void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.form input')?.focus());
  };

  private select(tab: AdminTab): void {
    this.tab = tab;
    this.formOpen = false;
    this.failure = null;
    this.handover = null;
  }

  private instead(): TemplateResult | null {
    const { t } = this.language;
    const { state: current } = this.sessions;
    const outside = withoutSession(current, t);
    if (outside) return outside;
    if ((current?.account && !this.allowed) || this.refusal === 'FORBIDDEN') return withoutPermission(t);
    if (this.refusal) {
      return notice({ icon: iconRefreshCw, title: t.failed, text: this.errors.of(this.refusal), role: 'alert', action: html`<button type="button" class="button" @click=${() => this.load()}>${t.again}</button>` });
    }
    return this.data ? null : skeleton(t.loading);
  }

  private bars(): TemplateResult {
    const { t } = this.language;
    const { handover } = this;
    return html`<div>
      ${this.failure ? html`<div class="bar bad" role="alert">${this.errors.of(this.failure)}</div>` : nothing}
      ${handover
        ? html`<div class="bar" role="status"><p>${handover.link.link ? t.linkShown(handover.name) : t.linkMailed(handover.name)}</p>
            ${handover.link.link ? html`<div class="link"><input class="input" readonly aria-label=${t.link} .value=${handover.link.link} @focus=${(event: Event) => { if (event.target instanceof HTMLInputElement) event.target.select(); }} />
              <button type="button" class="button" @click=${() => this.copy(handover.link.link ?? '')}>${t.copy}</button></div>` : nothing}</div>`
        : nothing}
      <span class="visually-hidden" role="status">${this.copied}</span>
    </div>`;
  }

  private panel({ accounts, buttons: chatButtons, queues }: AdminData): TemplateResult {
    const { t } = this.language;
    const shared = { t, busy: this.busy || this.disabled, open: this.formOpen, toggle: this.toggle };
    if (this.tab === 'buttons') {
      const gateway = this.sessions.session?.resolve('/').replace(/\/$/, '') ?? '';
      return chatButtonsTab({
        ...shared, buttons: chatButtons, queues, gateway, copy: (text) => void this.copy(text),
        create: (button) => void this.change((session) => createButton(session, button)),
      });
    }
    return peopleTab({
      ...shared, accounts, me: this.sessions.state?.account?.id ?? '', invite: (person) => this.invite(person), link: (account) => this.makeLink(account),
      disable: (account) => void this.change((session) => setDisabled(session, account, !account.disabled)),
    });
  }

  protected override render(): TemplateResult {
    const { t } = this.language;
    const instead = this.instead();
    return html`<section class="frame" aria-label=${t.title}>
      <header><h2>${t.title}</h2>
        ${instead ? nothing : html`<div class="tabs" role="tablist" aria-label=${t.title} @keydown=${this.tabs.onKeydown} @focusin=${this.tabs.onFocusin}>
          ${adminTabs.map((tab) => html`<button type="button" class="tab" role="tab" id="tab-${tab}" aria-controls="panel" aria-selected=${tab === this.tab ? 'true' : 'false'} ?disabled=${this.disabled} @click=${() => this.select(tab)}>${t.tabs[tab]}</button>`)}
        </div>`}
      </header>
      ${this.bars()}
      ${instead ?? html`<div class="panel" part="panel" id="panel" role="tabpanel" aria-labelledby="tab-${this.tab}" @pointerover=${tellWhole}>${this.data ? this.panel(this.data) : nothing}</div>`}
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pbx-admin': PbxAdmin;
  }
}
