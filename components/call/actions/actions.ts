import type { Call, Leg, MonitorMode } from '@klapka/protocol';
import { adoptStyles, html, nothing } from 'lit';
import type { CSSResult, TemplateResult } from 'lit';
import { StoreController } from '../../controllers/index.ts';
import type { FilesController, PbxSession, PhoneCall, PhoneController, SessionController } from '../../controllers/index.ts';
import en from '../../locales/en/call-actions.ts';
import type { CallActionStrings } from '../../locales/en/call-actions.ts';
import type { CallStrings } from '../../locales/en/call.ts';
import type { PbxElement } from '../../shared/base-element.ts';
import { commonText } from '../../shared/common-text.ts';
import { iconEllipsis } from '../../shared/icons/ellipsis.ts';
import { iconX } from '../../shared/icons/x.ts';
import { LanguageController } from '../../shared/language.ts';
import { styles } from './actions.styles.ts';
import { Chooser, type Choice, type ChooserAction } from './chooser.ts';
import { consultation, flipPanel, keySheet, listening, members, parkedCalls, parkPanel, qualityMark, qualityPanel, recordingMark } from './panels.ts';
import { diagnosis, QualityWatch } from './quality.ts';
import { can, partner, situationOf, type Panel, type Situation } from './situation.ts';
import { tileButton, tilesOf, type Tile } from './tiles.ts';
import type { video } from './video.ts';

interface Parts {
  sessions: SessionController;
  phones: PhoneController;
  files: FilesController;
  rows: StoreController<'calls'>;
  /** Shows what went wrong; false where it did. */
  attempt: (work: Promise<unknown> | undefined) => Promise<boolean>;
  rowOf: (call: PhoneCall) => Call | undefined;
}

/** Everything one can do with a call beside holding it. Fetched with the first call of a page. */
export class CallActions {
  private open: Panel | null = null;
  /** "More" is pressed; matters only where there is no room. */
  private more = false;
  /** Key of the button whose command is on its way. */
  private busy = '';
  /** Told to a screen reader. */
  private said = '';
  /** What became of calls this phone passed on or parked, by their id. */
  private readonly outcomes = new Map<string, string>();
  /** Comes with the first picture. */
  private screen: typeof video | null = null;
  private readonly language: LanguageController<CallActionStrings>;
  private readonly common: ReturnType<typeof commonText>;
  private readonly devices: StoreController<'devices'>;
  private readonly chooser: Chooser;
  private readonly watch: QualityWatch;

  constructor(
    private readonly host: PbxElement,
    private readonly parts: Parts,
  ) {
    this.language = new LanguageController(host, 'call-actions', en, { cs: () => import('../../locales/cs/call-actions.ts') });
    this.common = commonText(host);
    this.devices = new StoreController(host, parts.sessions, 'devices');
    this.chooser = new Chooser(host, new StoreController(host, parts.sessions, 'extensions', { affects: () => this.chooses }), parts.files);
    this.watch = new QualityWatch(host, parts.phones);
    this.dress(styles);
  }

  private get chooses(): boolean {
    return this.open === 'transfer' || this.open === 'add' || this.open === 'new';
  }

  private get session(): PbxSession | null {
    return this.parts.sessions.session;
  }

  /** Calls this person parked that still wait. */
  get parked(): Call[] {
    const own = this.parts.sessions.state?.account?.extension?.id;
    return this.parts.rows.list.filter((row) => row.parked && row.parked.by.extensionId === own);
  }

  /** What became of a call that is over, where it was passed on or parked. */
  outcome(call: PhoneCall): string {
    return this.outcomes.get(call.id) ?? '';
  }

  /** A conference is called so; else the far side has the name. */
  title(call: PhoneCall): string {
    const row = this.parts.rowOf(call);
    const talking = row?.conference ? row.legs.filter(({ role, state }) => role !== 'monitor' && state === 'talking').length : 0;
    return talking > 2 ? this.language.t.conference(talking) : '';
  }

  private situation(calls: readonly PhoneCall[]): Situation | null {
    const { rowOf, sessions } = this.parts;
    return situationOf(calls, rowOf, sessions.state?.account?.phone, this.devices.list.filter(({ current }) => !current));
  }

  /** The further buttons of a card. */
  tiles(calls: readonly PhoneCall[]): TemplateResult | typeof nothing {
    const now = this.situation(calls);
    if (!now || now.call.state === 'ended') return nothing;
    const { t } = this.language;
    const view = { open: this.open, disabled: this.host.disabled || now.call.state !== 'talking', busy: this.busy, press: (tile: Tile) => this.press(tile, now) };
    return html`
      <button type="button" class="button tile more" aria-expanded=${this.more} ?disabled=${this.host.disabled} @click=${() => this.toggleMore()}>${iconEllipsis}${t.more}</button>
      ${tilesOf(now, t).map((tile) => tileButton(tile, { ...view, behind: !this.more }))}`;
  }

  /** What stands above the buttons of a card: the recording, who is in the conference, who waits, whom one listens to. */
  above(calls: readonly PhoneCall[]): TemplateResult | typeof nothing {
    const now = this.situation(calls);
    if (!now || now.call.state === 'ended') return nothing;
    const drawing = { t: this.language.t, files: this.parts.files, disabled: this.host.disabled || this.busy !== '', now };
    return html`<p class="visually-hidden" role="status">${this.said}</p>
      ${this.pictures(now.call)}
      <div class="marks">${recordingMark(now.row, this.language.t)}${qualityMark(this.watch.quality, this.language.t)}</div>
      ${listening({ ...drawing, change: (mode) => this.listenAs(mode, now) })}
      ${members({ ...drawing, mute: (leg) => this.command(now, (session, callId) => session.command('call:mute', { callId, legId: leg.id, muted: !leg.muted })), drop: (leg) => this.drop(leg, now) })}
      ${consultation({ ...drawing, complete: () => void this.complete(now), merge: () => void this.merge(now), swap: () => void this.swap(now), cancel: () => void this.giveUp(now) })}`;
  }

  private pictures({ id, camera, pictures }: PhoneCall): TemplateResult | typeof nothing {
    if (!camera && !pictures) return nothing;
    if (!this.screen) void this.loadScreen();
    return this.screen?.(this.parts.phones.phone?.picturesOf(id) ?? null, this.language.t) ?? nothing;
  }

  private async loadScreen(): Promise<void> {
    const module = await import('./video.ts').catch(() => null);
    if (!module || this.screen) return;
    this.screen = module.video;
    this.dress(styles, module.styles);
  }

  private dress(...sheets: CSSResult[]): void {
    adoptStyles(this.host.renderRoot as ShadowRoot, [...(this.host.constructor as typeof PbxElement).elementStyles, ...sheets]);
    this.host.requestUpdate();
  }

  /** What a pressed button opened. */
  panel(calls: readonly PhoneCall[], call: CallStrings): TemplateResult | typeof nothing {
    const now = this.situation(calls);
    const tile = now && now.call.state === 'talking' ? tilesOf(now, this.language.t).find(({ panel }) => panel && panel === this.open) : undefined;
    if (!now || !tile) return nothing;
    const { t } = this.language;
    return html`<div class="drawer panel" role="group" aria-label=${tile.label}>
      <p class="panel-title">${tile.label}<button type="button" class="button quiet icon-only" aria-label=${this.common.t.close} title=${this.common.t.close} @click=${() => this.close(tile.key)}>${iconX}</button></p>
      ${this.inside(now, { t, files: this.parts.files, disabled: this.host.disabled || this.busy !== '' }, call)}
    </div>`;
  }

  private inside(now: Situation, drawing: { t: CallActionStrings; files: FilesController; disabled: boolean }, call: CallStrings): TemplateResult {
    switch (this.open) {
      case 'park':
        return parkPanel({ ...drawing, now, rows: this.parts.rows.list, park: (slot) => void this.park(now, slot) });
      case 'flip':
        return flipPanel({ ...drawing, now, flip: (deviceId) => void this.flip(now, deviceId) });
      case 'quality':
        return qualityPanel({ quality: this.watch.quality, t: drawing.t, lang: this.language.lang, copy: () => void this.copyDiagnosis(now) });
      case 'keys':
        return keySheet({ t: drawing.t, call, tiles: tilesOf(now, drawing.t), consults: now.waiting !== null });
      default:
        return this.chooser.render({ ...drawing, common: this.common.t, note: this.open === 'transfer' && can(now, 'redirect'), actions: this.chooserActions(now) });
    }
  }

  private chooserActions(now: Situation): ChooserAction[] {
    const { t } = this.language;
    if (this.open === 'add') return [{ label: t.addNow, run: ({ number }) => void this.do('A', (session, callId) => session.command('call:invite', { callId, number }), now) }];
    if (this.open === 'new') return [{ label: t.callNow, run: ({ number }) => void this.dial(number) }];
    return [
      ...(can(now, 'redirect') ? [{ label: t.transferNow, run: (choice: Choice) => void this.transfer(now, choice) }] : []),
      ...(can(now, 'join') && !now.full ? [{ label: t.askFirst, run: ({ number }: Choice) => void this.dial(number) }] : []),
    ];
  }

  /** The parked calls of this person, beneath the others. */
  parkedList(): TemplateResult | typeof nothing {
    const { host, language } = this;
    return parkedCalls({ rows: this.parked, t: language.t, files: this.parts.files, disabled: host.disabled || this.busy !== '', retrieve: (row) => void this.retrieve(row), now: Date.now() });
  }

  /** Presses the button a key stands for. True where it stood for one. */
  onKeydown(event: KeyboardEvent): boolean {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return false;
    if (event.key === 'Escape' && this.open) {
      event.stopPropagation();
      this.close();
      return true;
    }
    const [target] = event.composedPath();
    if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) return false;
    const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
    const button = [...this.host.renderRoot.querySelectorAll<HTMLButtonElement>('button[aria-keyshortcuts]')].find((one) => one.getAttribute('aria-keyshortcuts') === key);
    if (!button || button.disabled) return false;
    event.preventDefault();
    button.click();
    return true;
  }

  private toggleMore(): void {
    this.more = !this.more;
    this.host.requestUpdate();
  }

  private press(tile: Tile, now: Situation): void {
    if (tile.record) return void this.record(tile.record, tile.key, now);
    if (tile.pressed !== undefined) return void this.camera(tile.key, now.call);
    if (this.open === tile.panel) return this.close();
    this.open = tile.panel ?? null;
    this.chooser.clear();
    void this.focusPanel();
  }

  private async focusPanel(): Promise<void> {
    this.host.requestUpdate();
    await this.host.updateComplete;
    const panel = this.host.renderRoot.querySelector('.drawer.panel');
    panel?.scrollIntoView({ block: 'nearest' });
    const first = panel?.querySelector<HTMLElement>('input, .panel-actions button:not(:disabled)') ?? panel?.querySelector('button');
    first?.focus({ preventScroll: true });
  }

  /** Gives the focus back to the button that opened the panel. */
  private close(key?: string): void {
    const tile = this.host.renderRoot.querySelector<HTMLElement>(`.tile[aria-expanded="true"][aria-keyshortcuts${key ? `="${key}"` : ''}]`);
    const inside = this.host.renderRoot.querySelector('.drawer.panel:focus-within');
    this.open = null;
    if (inside) tile?.focus({ preventScroll: true });
    this.host.requestUpdate();
  }

  private say(text: string): void {
    this.said = text;
    this.host.requestUpdate();
  }

  /** Runs one command at a time; the panel closes when it was agreed to. */
  private async do(key: string, work: (session: PbxSession, callId: string) => Promise<unknown>, { row }: Pick<Situation, 'row'>): Promise<boolean> {
    const { session } = this;
    if (!session || !row || this.busy) return false;
    this.busy = key;
    const done = await this.parts.attempt(work(session, row.id));
    this.busy = '';
    if (done) this.close();
    else this.host.requestUpdate();
    return done;
  }

  private command(now: Situation, work: (session: PbxSession, callId: string) => Promise<unknown>): void {
    void this.do('member', work, now);
  }

  private drop(leg: Leg, now: Situation): void {
    this.command(now, (session, callId) => session.command('call:drop', { callId, legId: leg.id }));
  }

  private async dial(number: string): Promise<void> {
    if (await this.parts.attempt(this.parts.phones.phone?.dial(number))) this.close();
  }

  private async transfer(now: Situation, { number, name }: Choice): Promise<void> {
    const leg = partner(now);
    const note = this.chooser.note.trim();
    const text = this.language.t.passedOn(name || number);
    this.outcomes.set(now.call.id, text);
    const done = leg !== undefined && await this.do('T', (session, callId) => session.command('call:redirect', { callId, legId: leg.id, number, ...(note ? { note } : {}) }), now);
    if (done) this.say(text);
    else this.outcomes.delete(now.call.id);
  }

  private async complete(now: Situation): Promise<void> {
    const { waiting, row, others: [leg] } = now;
    if (!waiting || !row || !leg) return;
    const text = this.language.t.passedOn(leg.party.name ?? leg.party.number);
    this.outcomes.set(now.call.id, text).set(waiting.call.id, text);
    const done = await this.do('C', (session) => session.command('call:join', { callId: waiting.row.id, legId: waiting.leg.id, otherCallId: row.id, otherLegId: leg.id }), now);
    if (!done) for (const { id } of [now.call, waiting.call]) this.outcomes.delete(id);
  }

  /** The first call goes on with both, and this phone is heard in it again. */
  private async merge({ waiting, row }: Situation): Promise<void> {
    if (!waiting || !row) return;
    if (await this.do('G', (session) => session.command('call:merge', { callId: waiting.row.id, otherCallId: row.id }), { row })) {
      await this.parts.attempt(this.parts.phones.phone?.setHeld(waiting.call.id, false));
    }
  }

  private async swap({ waiting }: Situation): Promise<void> {
    if (waiting) await this.parts.attempt(this.parts.phones.phone?.setHeld(waiting.call.id, false));
  }

  private async giveUp({ call, waiting }: Situation): Promise<void> {
    const { phone } = this.parts.phones;
    if (await this.parts.attempt(phone?.hangUp(call.id)) && waiting) await this.parts.attempt(phone?.setHeld(waiting.call.id, false));
  }

  private async park(now: Situation, slot: string | undefined): Promise<void> {
    const leg = partner(now);
    if (!leg) return;
    const work = async (session: PbxSession, callId: string): Promise<void> => {
      const answer = await session.command('call:park', { callId, legId: leg.id, ...(slot === undefined ? {} : { slot }) });
      this.outcomes.set(now.call.id, this.language.t.parkedOn(answer.slot));
      this.say(this.language.t.parkedOn(answer.slot));
    };
    await this.do('P', work, now);
  }

  private async retrieve(row: Call): Promise<void> {
    await this.do('retrieve', (session, callId) => session.command('call:pick-up', { callId }), { row });
  }

  private async camera(key: string, { id, camera }: PhoneCall): Promise<void> {
    if (this.busy) return;
    this.busy = key;
    this.host.requestUpdate();
    await this.parts.attempt(this.parts.phones.phone?.setCamera(id, !camera));
    this.busy = '';
    this.host.requestUpdate();
  }

  private async record(state: 'on' | 'paused' | 'off', key: string, now: Situation): Promise<void> {
    await this.do(key, (session, callId) => session.command('call:record', { callId, state }), now);
  }

  private async flip(now: Situation, deviceId: string | null): Promise<void> {
    const { own } = now;
    if (own && await this.do('F', (session, callId) => session.command('call:flip', { callId, legId: own.id, deviceId }), now)) this.say(this.language.t.flipAsked);
  }

  /** Figures and ids, nobody's name or number. */
  private async copyDiagnosis({ call, row }: Situation): Promise<void> {
    const text = diagnosis(call, row?.id, this.watch.quality, Date.now());
    if (await this.parts.attempt(navigator.clipboard.writeText(text))) this.say(this.language.t.copied);
  }

  private listenAs(mode: MonitorMode, now: Situation): void {
    const { own } = now;
    if (own) this.command(now, (session, callId) => session.command('call:monitor-mode', { callId, legId: own.id, mode }));
  }
}
