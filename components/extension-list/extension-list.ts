import type { ErrorCode, Extension } from '@klapka/protocol';
import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { CommandController, errorBodyOf, FilesController, fireError, PhoneController, SessionController, StoreController, type PbxSession } from '../controllers/index.ts';
import en, { type ExtensionListStrings } from '../locales/en/extension-list.ts';
import { avatars } from '../shared/avatar.ts';
import { PbxElement } from '../shared/base-element.ts';
import { buttons } from '../shared/buttons.styles.ts';
import { commonText } from '../shared/common-text.ts';
import { ErrorText } from '../shared/error-text.ts';
import { fields } from '../shared/fields.styles.ts';
import { formatNumber } from '../shared/formats.ts';
import { iconSearch } from '../shared/icons/search.ts';
import { iconUsers } from '../shared/icons/users.ts';
import { iconX } from '../shared/icons/x.ts';
import { LanguageController } from '../shared/language.ts';
import { notice, notices } from '../shared/notice.ts';
import { withoutRows, withoutSession } from '../shared/obstacles.ts';
import { nextIndex } from '../shared/roving-focus.ts';
import { selects } from '../shared/select.ts';
import { skeleton, skeletons } from '../shared/skeleton.ts';
import { tellWhole } from '../shared/truncated.ts';
import { WindowList } from '../shared/window-list.ts';
import { styles } from './extension-list.styles.ts';
import { CallDesk, managesCalls } from './call-desk.ts';
import { extensionActions, type ExtensionAction } from './extension-list.types.ts';
import { filterBar } from './filter-bar.ts';
import { People, type PeopleFilter } from './people.ts';
import { personRow } from './row.ts';

export type * from './extension-list.types.ts';
export type * from '../shared/dial.ts';

const everybody: PeopleFilter = { text: '', department: '', group: '', state: '', mobile: false, favourites: false };
const actionClasses: readonly string[] = extensionActions;
const keys: Partial<Record<string, ExtensionAction>> = { p: 'pickup', v: 'voicemail', f: 'favourite' };

/**
 * @summary The colleagues one may see: what they are doing, and a call to each of them.
 * @tagname pbx-extension-list
 * @fires {CustomEvent<DialDetail>} pbx-dial - when a call is asked for; prevent it to place the call elsewhere
 * @fires {CustomEvent<ErrorBody>} pbx-error - when a call could not be placed
 * @csspart row - one person
 * @csspart toolbar - title, search and filters
 * @csspart search - the search field
 * @csspart stale - the line while reconnecting
 * @csspart filters - department, group, state and mobile
 * @csspart desk - calls of somebody else that are being managed
 * @cssproperty [--pbx-extension-list-height=100dvh] - the most it grows to where the page sets no height
 * @tokens font text-xs text-s text text-m space-1 space-2 space-3 space-4 space-5 space-6 radius radius-full row control motion surface sunken line ink ink-2 ink-3 accent accent-ink accent-soft accent-text good warn warn-soft warn-text bad bad-ink calm neutral button-radius presence-available presence-busy presence-away presence-offline
 * @example <pbx-provider gateway="https://pbx.example.com"><pbx-extension-list></pbx-extension-list></pbx-provider>
 */
export class PbxExtensionList extends PbxElement<ExtensionListStrings> {
  static override styles = [buttons, fields, avatars, notices, selects, skeletons, styles];

  /** A session of one's own; without it the nearest `<pbx-provider>` gives one. */
  @property({ attribute: false }) session: PbxSession | null = null;

  /** What is searched for; a page with a search field of its own sets it. */
  @property() query = '';

  @state() private filter: PeopleFilter = everybody;
  @state() private active = 0;
  @state() private failure: ErrorCode | null = null;
  @state() private said = '';

  private readonly people = new People();
  private readonly language = new LanguageController(this, 'extension-list', en, { cs: () => import('../locales/cs/extension-list.ts') });
  private readonly common = commonText(this);
  private readonly errors = new ErrorText(this, this.language);
  private readonly sessions = new SessionController(this);
  private readonly phone = new PhoneController(this, this.sessions);
  private readonly files = new FilesController(this, this.sessions);
  private readonly extensions = new StoreController(this, this.sessions, 'extensions');
  private readonly favourites = new StoreController(this, this.sessions, 'favourites');
  private readonly commands = new CommandController(this, this.sessions);
  /** For whom may manage calls of others; they are not asked for otherwise. */
  private desk: CallDesk | null = null;
  private readonly list = new WindowList(this, { count: () => this.found.length, scroller: '.scroller', before: '.before', after: '.after', gauge: '.gauge' });

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('query')) this.onFilter({ text: this.query });
    if (!this.desk && managesCalls(this.sessions.state?.account)) this.desk = new CallDesk(this, this.sessions);
  }

  /** Moves to the first person shown. */
  override focus(): void {
    void this.focusRow(0, null);
  }

  private get found(): Extension[] {
    this.people.update(this.extensions.rows, this.extensions.version, this.language.lang);
    return this.people.find(this.filter, this.favourites.rows);
  }

  private readonly onFilter = (change: Partial<PeopleFilter>): void => {
    this.filter = { ...this.filter, ...change };
    this.query = this.filter.text;
    this.active = 0;
    this.renderRoot.querySelector('.scroller')?.scrollTo({ top: 0 });
  };

  private readonly run = (action: ExtensionAction, person: Extension): void => {
    switch (action) {
      case 'call': return void this.dial(person.number, person.name);
      case 'mobile': return void this.dial(person.mobile ?? '', person.name);
      case 'voicemail': return void (this.mailbox(person) && this.dial(this.mailbox(person), person.name));
      case 'favourite': return void this.commands.run('favourite:set', { extensionId: person.id, favourite: !this.favourites.rows.has(person.id) });
      case 'pickup': return this.desk?.pickUp(person);
      case 'manage': return void this.manage(person);
      case 'email': return void window.open(`mailto:${encodeURIComponent(person.email ?? '')}`, '_self');
      case 'copy': return void this.copy(person.number);
    }
  };

  /** Opens or closes the bar with somebody's calls; the focus goes there and back. */
  private async manage(person: Extension): Promise<void> {
    const index = this.found.indexOf(person);
    this.desk?.toggle(person);
    await this.updateComplete;
    if (this.desk?.isOpen(person)) this.renderRoot.querySelector<HTMLElement>('.desk button, .desk input')?.focus();
    else await this.focusRow(Math.max(0, index), 'manage');
  }

  private async dial(number: string, name: string): Promise<void> {
    if (this.disabled) return;
    this.failure = null;
    if (!this.emit('pbx-dial', { number, name }, { cancelable: true })) return;
    try {
      await this.phone.phone?.dial(number);
    } catch (error) {
      const body = errorBodyOf(error);
      this.failure = body.code;
      fireError(this, body);
    }
  }

  /** What to dial to leave a message without ringing; empty where none can be left. */
  private mailbox(person: Extension): string {
    const { phone } = this.sessions.state?.account ?? {};
    const code = phone?.can.includes('voicemail') && person.voicemail?.enabled ? phone.codes?.leaveVoicemail : null;
    return code ? `${code}${person.number}` : '';
  }

  private async copy(number: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(number);
      this.said = this.language.t.copied(number);
    } catch {
      // The page may forbid the clipboard; the number can still be selected and copied by hand.
      this.said = number;
    }
  }

  /** Keys inside the table: the arrows keep the column, Enter on a row calls, Ctrl+C copies its number. */
  private readonly onKeydown = (event: KeyboardEvent): void => {
    const target = event.composedPath()[0];
    if (!(target instanceof HTMLElement)) return;
    const person = this.found[this.active];
    const onRow = target.getAttribute('role') === 'row';
    if (onRow && event.key === 'Enter' && !event.repeat && person && !person.self) return void this.dial(person.number, person.name);
    if (onRow && event.key === 'c' && (event.ctrlKey || event.metaKey) && person && !getSelection()?.toString()) return void this.copy(person.number);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const pressed = onRow && person ? keys[event.key.toLowerCase()] : undefined;
    if (pressed && person) return this.run(pressed, person);
    const { page, columns } = this.list;
    const to = nextIndex(event.key, this.active, this.found.length, { page, columns, rightToLeft: getComputedStyle(this).direction === 'rtl' });
    if (to === null) return;
    event.preventDefault();
    void this.focusRow(to, onRow ? null : ([...target.classList].find((name) => actionClasses.includes(name)) ?? null));
  };

  private readonly onSearchKeydown = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown' || this.found.length === 0) return;
    event.preventDefault();
    void this.focusRow(0, null);
  };

  private readonly onFocusin = (event: FocusEvent): void => {
    for (const node of event.composedPath()) {
      if (node instanceof HTMLElement && node.dataset['index']) {
        this.active = Number(node.dataset['index']);
        return;
      }
    }
  };

  private async focusRow(index: number, action: string | null): Promise<void> {
    this.active = index;
    this.list.reveal(index);
    await this.updateComplete;
    const row = this.renderRoot.querySelector<HTMLElement>(`[data-index="${index}"]`);
    (row?.querySelector<HTMLElement>(action ? `.${action}` : ':scope') ?? row)?.focus({ preventScroll: true });
  }

  private instead(): TemplateResult | null {
    const { t } = this.language;
    const obstacle = withoutSession(this.sessions.state, t) ?? withoutRows(this.extensions, t);
    if (obstacle) return obstacle;
    if (this.extensions.status === 'idle' || this.extensions.status === 'loading') return skeleton(t.loading, 8);
    if (this.extensions.rows.size === 0) return notice({ icon: iconUsers, title: t.empty, text: t.emptyNext });
    return null;
  }

  private readonly forget = (): void => {
    this.failure = null;
    this.commands.clearError();
    this.desk?.forgetFailure();
  };

  /** Calls of somebody that are being managed. */
  private callBar(): TemplateResult | typeof nothing {
    const people = this.extensions.list;
    const close = (): void => {
      const person = people.find((one) => this.desk?.isOpen(one));
      if (person) void this.manage(person);
    };
    return this.desk?.bar({ t: this.language.t, common: this.common.t, people, disabled: this.disabled, close }) ?? nothing;
  }

  private bar(): TemplateResult | typeof nothing {
    const { t } = this.language;
    const failure = this.failure ?? this.commands.error?.code ?? this.desk?.failure;
    if (failure) {
      return html`<div class="bar bad" role="alert">
        <span>${this.errors.of(failure)}</span>
        <button type="button" class="button quiet icon-only" aria-label=${this.common.t.dismiss} @click=${this.forget}>${iconX}</button>
      </div>`;
    }
    return this.extensions.status === 'stale' ? html`<div class="bar" part="stale" role="status"><span>${t.stale}</span></div>` : nothing;
  }

  private table(found: Extension[]): TemplateResult {
    const { t } = this.language;
    const context = {
      t,
      common: this.common.t,
      disabled: this.disabled,
      photo: (person: Extension) => this.files.photo(person.photoUrl),
      run: this.run,
      favourite: (person: Extension) => this.favourites.rows.has(person.id),
      calls: (person: Extension) => ({ voicemail: this.mailbox(person) !== '', picksUp: this.desk?.picksUp(person) !== undefined, manages: Boolean(this.desk?.of(person).length), open: this.desk?.isOpen(person) ?? false }),
    };
    const active = Math.min(this.active, found.length - 1);
    const { first, last } = this.list;
    return html`<div class="scroller" role="table" aria-label=${t.title} aria-rowcount=${found.length + 1} @pointerover=${tellWhole} @keydown=${this.onKeydown} @focusin=${this.onFocusin}>
      <div class="row heading" role="row" aria-rowindex="1">
        <div role="columnheader">${t.columns.person}</div>
        <div role="columnheader" class="department">${t.columns.department}</div>
        <div role="columnheader" class="state">${t.columns.state}</div>
        <div role="columnheader" class="actions"><span class="visually-hidden">${t.columns.actions}</span></div>
      </div>
      <div class="before" role="presentation"><div class="gauge"></div></div>
      ${repeat(found.slice(first, last), (person) => person.id, (person, at) => personRow(person, first + at, first + at === active, context))}
      <div class="after" role="presentation"></div>
    </div>`;
  }

  protected override render(): TemplateResult {
    const { t } = this.language;
    const found = this.found;
    const instead = this.instead();
    const all = this.extensions.rows.size;
    return html`<section class="frame" aria-label=${t.title}>
      <header part="toolbar">
        <h2>${t.title}</h2>
        ${instead ? nothing : html`<span class="count numbers">${t.count(formatNumber(this.language.lang, found.length), formatNumber(this.language.lang, all))}</span>
        ${filterBar({ t, common: this.common.t, filter: this.filter, departments: this.people.departments, groups: this.sessions.state?.account?.permissions ?? [], disabled: this.disabled, icon: iconSearch, change: this.onFilter, keydown: this.onSearchKeydown })}`}
      </header>
      <div>${this.bar()}${instead ? nothing : this.callBar()}<span class="visually-hidden" role="status">${this.said}</span></div>
      ${instead ?? (found.length > 0 ? this.table(found) : notice({
        icon: iconSearch, title: t.nobody, text: t.nobodyNext,
        action: html`<button type="button" class="button" @click=${() => this.onFilter(everybody)}>${t.clear}</button>`,
      }))}
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pbx-extension-list': PbxExtensionList;
  }
}
