import type { ErrorCode } from '@klapka/protocol';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { DevicesController, SessionController } from '../controllers/index.ts';
import type { AudioDevice, DevicesPort, MicrophonePermission, PbxSession } from '../controllers/index.ts';
import en, { type DeviceSettingsStrings } from '../locales/en/device-settings.ts';
import { PbxElement } from '../shared/base-element.ts';
import { commonText } from '../shared/common-text.ts';
import { ErrorText } from '../shared/error-text.ts';
import { iconHeadphones } from '../shared/icons/headphones.ts';
import { iconMic } from '../shared/icons/mic.ts';
import { LanguageController } from '../shared/language.ts';
import { microphoneProblem } from '../shared/microphone-problem.ts';
import { notice } from '../shared/notice.ts';
import { framed } from '../shared/select.ts';
import { sheets } from './device-settings.styles.ts';
import type { DeviceKindChoice } from './device-settings.types.ts';
import type { RingtoneChoice } from './ringtone.ts';

export type * from './device-settings.types.ts';

/** The error behind a permission, where the devices have none of their own. */
const permissionErrors: Partial<Record<MicrophonePermission, ErrorCode>> = {
  refused: 'MICROPHONE_REFUSED',
  'blocked-by-policy': 'MICROPHONE_BLOCKED_BY_POLICY',
  missing: 'MICROPHONE_MISSING',
  insecure: 'INSECURE_CONTEXT',
};

/**
 * Which microphone, speaker and ringer this browser uses, and how a call rings. The choice is kept per browser, not per account.
 *
 * @summary Microphone, speaker, ringer and ringtone, and what is wrong with them.
 * @tagname pbx-device-settings
 * @fires {CustomEvent<DeviceChangeDetail>} pbx-device-change - Another device was chosen.
 * @fires {CustomEvent<SoundChangeDetail>} pbx-sound-change - Another ringtone or volume was chosen.
 * @fires {CustomEvent<ErrorBody>} pbx-error - The microphone cannot be used; decide by `detail.code`.
 * @csspart form - The choices.
 * @tokens font text-s text space-1 space-2 space-3 space-4 space-5 radius radius-full control motion surface sunken line ink ink-2 ink-3 accent bad-soft bad-text neutral button-radius bad
 * @example <pbx-device-settings></pbx-device-settings>
 */
export class PbxDeviceSettings extends PbxElement<DeviceSettingsStrings> {
  static override styles = sheets;
  static override properties = {
    session: { attribute: false },
    asking: { state: true },
  };

  /** Used instead of the nearest provider's. */
  session: PbxSession | null = null;

  private asking = false;
  private ringtone: RingtoneChoice | null = null;

  private readonly sessions = new SessionController(this);
  private readonly controller = new DevicesController(this, this.sessions);
  private readonly language = new LanguageController(this, 'device-settings', en, { cs: () => import('../locales/cs/device-settings.ts') });
  private readonly common = commonText(this);
  private readonly errors = new ErrorText(this, this.language);

  protected override firstUpdated(): void {
    // Out of reach, it is left out: everything else works without.
    import('./ringtone.ts').then(({ RingtoneChoice: Choice }) => { this.ringtone = new Choice(this, this.controller, framed); }, () => undefined);
  }

  private readonly ask = async (): Promise<void> => {
    const { devices } = this.controller;
    if (!devices || this.asking) return;
    this.asking = true;
    const code = await devices.request();
    this.asking = false;
    if (code) this.emit('pbx-error', { code, message: 'The microphone cannot be opened', retryable: true });
  };

  private choose(kind: DeviceKindChoice, event: Event): void {
    if (!(event.target instanceof HTMLSelectElement)) return;
    const id = event.target.value;
    this.controller.devices?.choose(kind, id);
    this.emit('pbx-device-change', { kind, deviceId: id });
  }

  private renderSelect(devices: DevicesPort, kind: DeviceKindChoice, list: readonly AudioDevice[]): TemplateResult {
    const { t } = this.language;
    const chosen = devices.chosen[kind];
    const known = chosen === '' || list.some((device) => device.id === chosen);
    const disabled = this.disabled || (kind === 'microphone' ? list.length === 0 && known : !devices.canChooseOutput);
    return html`<div class="field">
      <label for=${kind}>${t[kind]}</label>
      ${framed(html`<select id=${kind} class="input" ?disabled=${disabled} @change=${(event: Event) => this.choose(kind, event)}>
        <option value="" ?selected=${chosen === ''}>${kind === 'microphone' && list.length === 0 ? t.noMicrophones : t.systemDefault}</option>
        ${known ? nothing : html`<option value=${chosen} selected>${t.gone}</option>`}
        ${list.map((device, index) => html`<option value=${device.id} ?selected=${device.id === chosen}>${device.label || t.unnamed(index + 1)}</option>`)}
      </select>`)}
    </div>`;
  }

  private renderProblem(devices: DevicesPort): TemplateResult | typeof nothing {
    const { t } = this.language;
    const code = devices.error ?? permissionErrors[devices.permission];
    if (!code) {
      if (devices.permission === 'granted') return nothing;
      return html`<div class="ask">
        <p class="hint">${t.allowHelp}</p>
        <button type="button" class="button primary" ?disabled=${this.disabled || this.asking} @click=${this.ask}>${iconMic}${t.allow}</button>
      </div>`;
    }
    const page = this.sessions.session?.resolve('/') ?? null;
    return microphoneProblem({ code, text: this.errors.of(code), t: this.common.t, retry: () => void this.ask(), page, disabled: this.disabled || this.asking });
  }

  protected override render(): TemplateResult {
    const { devices } = this.controller;
    const { t } = this.language;
    const status = this.sessions.state?.status;
    if (!devices || (status !== 'connected' && status !== 'reconnecting')) {
      if (status === 'connecting') return notice({ title: this.common.t.loading });
      return notice({ icon: iconHeadphones, title: this.common.t.notConnected, text: this.common.t.notConnectedHelp });
    }
    const account = this.sessions.state?.account;
    if (account && !account.features.includes('phone')) return notice({ icon: iconHeadphones, title: this.common.t.noPermission, text: this.common.t.noPermissionHelp });
    return html`<div class="form" part="form" role="group" aria-label=${t.title}>
      ${this.renderProblem(devices)}
      ${this.renderSelect(devices, 'microphone', devices.microphones)}
      ${this.renderSelect(devices, 'speaker', devices.outputs)}
      ${this.renderSelect(devices, 'ringer', devices.outputs)}
      ${devices.canChooseOutput ? nothing : html`<p class="hint">${t.noChoice}</p>`}
      ${this.ringtone?.render(devices, this.disabled)}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pbx-device-settings': PbxDeviceSettings;
  }
}
