import type { Call, ErrorBody, Party } from '@klapka/protocol';
import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { callOf, DevicesController, errorBodyOf, FilesController, PhoneController, SessionController, StoreController } from '../controllers/index.ts';
import type { PbxSession, PhoneCall } from '../controllers/index.ts';
import type { CallActionStrings } from '../locales/en/call-actions.ts';
import en, { type CallStrings } from '../locales/en/call.ts';
import { PbxElement } from '../shared/base-element.ts';
import { banner } from '../shared/banner.ts';
import { commonText } from '../shared/common-text.ts';
import { ErrorText } from '../shared/error-text.ts';
import { farSide } from '../shared/far-side.ts';
import { formatDuration } from '../shared/formats.ts';
import { iconPhone } from '../shared/icons/phone.ts';
import { keyOf } from '../shared/keypad.ts';
import { known } from '../shared/known.ts';
import { LanguageController } from '../shared/language.ts';
import { isMicrophoneCode, microphoneProblem } from '../shared/microphone-problem.ts';
import { notice } from '../shared/notice.ts';
import { Timer } from '../shared/timer.ts';
import type { CallActions } from './actions/actions.ts';
import { CallWatch } from './call-events.ts';
import { callsShown, staysAfterEnd } from './call-order.ts';
import { callCard, waitingCall } from './call.parts.ts';
import { sheets } from './call.styles.ts';
import { callSizes, phaseOf } from './call.types.ts';
import type { CallSize } from './call.types.ts';

export type * from './call.types.ts';
export type * from '../shared/dial.ts';

/**
 * The calls of this phone: the one in hand as a card, others that wait beneath it. Calls that ring here are
 * `<pbx-incoming-call>`'s. Shows nothing while there is no call, unless `persistent`.
 *
 * @summary The call in hand, with everything one can do with it.
 * @tagname pbx-call
 * @fires {CustomEvent<CallDetail>} pbx-call-started - A call began to ring, in or out.
 * @fires {CustomEvent<CallDetail>} pbx-call-answered - Both sides can talk.
 * @fires {CustomEvent<CallEndedDetail>} pbx-call-ended - With the reason and how long was talked.
 * @fires {CustomEvent<DialDetail>} pbx-dial - "Redial" was pressed; prevent it to place the call elsewhere.
 * @fires {CustomEvent<ErrorBody>} pbx-error - Something failed; decide by `detail.code`.
 * @cssstate empty - There is nothing to show, and the element takes no room.
 * @csspart card - The card of the call in hand.
 * @csspart band - Its colour band: ringing, on call, on hold, ended.
 * @csspart waiting - A call that waits.
 * @tokens font text-xs text-s text text-l text-xl space-1 space-2 space-3 space-4 space-5 radius radius-l radius-full row control motion surface raised sunken line ink ink-2 ink-3 accent accent-ink accent-soft accent-text good good-soft good-text warn warn-soft warn-text bad bad-ink bad-soft bad-text calm shadow-2 neutral card-radius button-radius key-surface key-ink key-radius call-ringing-surface call-ringing-ink call-talking-surface call-talking-ink call-held-surface call-held-ink call-ended-surface call-ended-ink
 * @example <pbx-call></pbx-call>
 */
export class PbxCall extends PbxElement<CallStrings & CallActionStrings> {
  static override styles = sheets;
  static override properties = {
    session: { attribute: false },
    size: { reflect: true },
    persistent: { type: Boolean, reflect: true },
    keypadOpen: { state: true },
    soundOpen: { state: true },
    error: { state: true },
    failed: { state: true },
    actions: { state: true },
  };

  /** Used instead of the nearest provider's. */
  session: PbxSession | null = null;

  /** One line, a card, or the whole window. */
  size: CallSize = 'normal';

  /** Says so when there is no call, instead of taking no room. */
  persistent = false;

  private keypadOpen = false;
  private soundOpen = false;
  private error: ErrorBody | null = null;
  /** A call that failed stays until it is put away, although the phone has forgotten it. */
  private failed: PhoneCall | null = null;
  /** Id of the ended call that was put away while the phone still knew it. */
  private dismissed = '';
  /** Who the far sides of the shown calls are, by the call's id. */
  private readonly parties = new Map<string, Party>();
  private readonly watch = new CallWatch(this);
  /** What comes with the first call. */
  private actions: CallActions | null = null;
  private loading = false;

  private readonly sessions = new SessionController(this);
  private readonly phones = new PhoneController(this, this.sessions);
  private readonly devices = new DevicesController(this, this.sessions);
  private readonly files = new FilesController(this, this.sessions);
  private readonly rows = new StoreController(this, this.sessions, 'calls');
  private readonly language = new LanguageController(this, 'call', en, { cs: () => import('../locales/cs/call.ts') });
  private readonly common = commonText(this);
  private readonly errors = new ErrorText(this, this.language);

  constructor() {
    super();
    new Timer(this, () => this.waits || this.phones.calls.some((call) => call.state === 'talking'));
  }

  private get shown(): PhoneCall[] {
    return callsShown(this.phones.calls, this.failed, this.dismissed);
  }

  /** A call this person parked waits for them. */
  private get waits(): boolean {
    return Boolean(this.actions?.parked.length);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('size')) this.size = known(this, 'size', this.size, callSizes, 'normal');
  }

  /** The controllers look at the phone after `willUpdate`, so what follows from its calls is worked out here. */
  protected override update(changed: PropertyValues<this>): void {
    const { calls } = this.phones;
    const broken = calls.findLast((call) => call.id !== this.dismissed && staysAfterEnd(call));
    if (broken) this.failed = broken;
    if (calls.some((call) => call.state !== 'ended')) this.failed = null;
    if (!this.shown.some((call) => call.state === 'talking')) this.keypadOpen = false;
    super.update(changed);
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.mark('empty', this.shown.length === 0 && !this.waits && !this.persistent);
    if (!this.loading && (this.shown.length > 0 || this.rows.list.some(({ parked }) => parked))) void this.loadActions();
    this.watch.look(this.phones.calls);
    if (changed.has('size') || this.size === 'maximised') this.place();
  }

  private async loadActions(): Promise<void> {
    this.loading = true;
    try {
      const { CallActions: Actions } = await import('./actions/actions.ts');
      this.actions = new Actions(this, { sessions: this.sessions, phones: this.phones, files: this.files, rows: this.rows, attempt: (work) => this.attempt(work), rowOf: (call) => this.rowOf(call) });
    } catch {
      // The next call tries again; one can hold and hang up without.
      this.loading = false;
    }
  }

  private get card(): HTMLElement | null {
    return this.renderRoot.querySelector('.card');
  }

  /** The whole window is the top layer, whatever the page around does with its own stacking. */
  private place(): void {
    const { card } = this;
    // Taken away before it was drawn: what is not in the page cannot be above it.
    if (!card || !this.isConnected) return;
    if (this.size === 'maximised') {
      card.setAttribute('popover', 'manual');
      if (!card.matches(':popover-open')) card.showPopover();
    } else card.removeAttribute('popover');
  }

  /** False where it failed: it is shown and told. */
  private async attempt(work: Promise<unknown> | undefined): Promise<boolean> {
    this.error = null;
    try {
      await work;
      return true;
    } catch (error) {
      this.error = errorBodyOf(error);
      return !this.emit('pbx-error', this.error);
    }
  }

  private readonly toggleMuted = (call: PhoneCall): void => this.phones.phone?.setMuted(call.id, !call.muted);

  private readonly toggleHeld = (call: PhoneCall): void => {
    if (!call.holdPending) void this.attempt(this.phones.phone?.setHeld(call.id, !call.held));
  };

  private readonly hangUp = (call: PhoneCall): void => void this.attempt(this.phones.phone?.hangUp(call.id));

  private readonly press = (call: PhoneCall, key: string): void => this.phones.phone?.sendDtmf(call.id, key);

  private readonly redial = (call: PhoneCall): void => {
    const { number, name } = call;
    if (!this.emit('pbx-dial', { number, name }, { cancelable: true })) return;
    this.putAway(call);
    void this.attempt(this.phones.phone?.dial(number));
  };

  private readonly toggleKeypad = async (): Promise<void> => {
    this.keypadOpen = !this.keypadOpen;
    await this.updateComplete;
    if (this.keypadOpen) this.card?.scrollIntoView({ block: 'nearest' });
  };

  private readonly toggleSound = (): void => {
    this.soundOpen = !this.soundOpen;
    if (this.soundOpen) void import('../device-settings/define.ts');
  };

  private readonly resize = (size: CallSize): void => { this.size = size; };

  private readonly onKeydown = (event: KeyboardEvent, call: PhoneCall): void => {
    const digit = this.keypadOpen && !(event.composedPath()[0] instanceof HTMLSelectElement) ? keyOf(event) : null;
    if (digit && call.state === 'talking') {
      event.preventDefault();
      this.press(call, digit);
    } else if (this.actions?.onKeydown(event)) {
      return;
    } else if (event.key === 'Escape' && (this.keypadOpen || this.size === 'maximised')) {
      event.stopPropagation();
      if (this.keypadOpen) this.keypadOpen = false;
      else this.size = 'normal';
    }
  };

  private readonly putAway = (call: PhoneCall): void => {
    this.dismissed = call.id;
    this.failed = null;
    this.requestUpdate();
  };

  private rowOf(call: PhoneCall): Call | undefined {
    return callOf(call, this.rows.list);
  }

  /** The gateway forgets a call when it ends; its card still says with whom it was. */
  private partyOf(call: PhoneCall): Party {
    const row = this.rowOf(call);
    const party = row ? farSide(call, row) : (this.parties.get(call.id) ?? farSide(call, undefined));
    this.parties.set(call.id, party);
    return party;
  }

  /** What went wrong with this call: the microphone, its own error, or the last thing that was tried. */
  private problem(call: PhoneCall): TemplateResult | typeof nothing {
    const { devices } = this.devices;
    const code = call.state === 'ended' ? call.error : (devices?.error ?? call.error ?? this.error?.code);
    const text = this.errors.of(code);
    if (!text) return nothing;
    if (!isMicrophoneCode(code)) return banner({ text });
    const choose = this.soundOpen ? {} : { choose: this.toggleSound };
    return microphoneProblem({ code, text, t: this.common.t, retry: () => void devices?.request(), page: this.sessions.session?.resolve('/') ?? null, ...choose });
  }

  /** How long has been talked; nothing for a call that was never answered. */
  private duration({ answeredAt, endedAt }: PhoneCall): string {
    return answeredAt === null ? '' : formatDuration((endedAt ?? Date.now()) - answeredAt);
  }

  private renderNothing(): TemplateResult | typeof nothing {
    if (!this.persistent) return nothing;
    const { t } = this.common;
    const status = this.sessions.state?.status;
    if (status === 'connecting') return notice({ title: t.connecting });
    if (status !== 'connected' && status !== 'reconnecting') return notice({ icon: iconPhone, title: t.notConnected, text: t.notConnectedHelp });
    if (!this.sessions.state?.account?.features.includes('phone')) return notice({ icon: iconPhone, title: t.noPermission, text: t.noPermissionHelp });
    const text = this.phones.status === 'elsewhere' ? this.language.t.elsewhere : this.language.t.noCallsHelp;
    return notice({ icon: iconPhone, title: this.language.t.noCalls, text });
  }

  protected override render(): TemplateResult | typeof nothing {
    const { shown, actions } = this;
    const [call, ...waiting] = shown;
    const parked = actions?.parkedList();
    if (!call) return this.waits ? html`<div class="calls">${parked}</div>` : this.renderNothing();
    const { t } = this.language;
    for (const id of this.parties.keys()) if (!this.shown.some((one) => one.id === id)) this.parties.delete(id);
    const party = this.partyOf(call);
    const ownRole = call.direction === 'outgoing' ? 'caller' : 'callee';
    return html`<div class="calls" @keydown=${(event: KeyboardEvent) => this.onKeydown(event, call)}>
      ${callCard({
        call, party, t, files: this.files,
        phase: phaseOf(call),
        heldByOther: this.rowOf(call)?.legs.some((leg) => leg.role !== ownRole && leg.holding) ?? false,
        duration: this.duration(call),
        size: this.size,
        disabled: this.disabled,
        keypadOpen: this.keypadOpen,
        soundOpen: this.soundOpen,
        stale: this.phones.status === 'reconnecting' ? this.common.t.reconnecting : '',
        problem: this.problem(call),
        sound: html`<pbx-device-settings .session=${this.sessions.session} ?disabled=${this.disabled}></pbx-device-settings>`,
        toggleMuted: this.toggleMuted, toggleHeld: this.toggleHeld, hangUp: this.hangUp, press: this.press,
        toggleKeypad: () => void this.toggleKeypad(), toggleSound: this.toggleSound, resize: this.resize,
        redial: this.redial, putAway: this.putAway,
        title: actions?.title(call), outcome: actions?.outcome(call), above: actions?.above(shown), tiles: actions?.tiles(shown), panel: actions?.panel(shown, t),
      })}
      ${waiting.length > 0
        ? html`<ul class="waiting-list" aria-label=${t.otherCalls}>${waiting.map((other) => waitingCall({
            call: other, t, files: this.files, party: this.partyOf(other), phase: phaseOf(other), disabled: this.disabled, resume: this.toggleHeld,
            duration: this.duration(other),
          }))}</ul>`
        : nothing}
      ${parked}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pbx-call': PbxCall;
  }
}
