import { adoptStyles, css, html, nothing } from 'lit';
import type { ReactiveController, TemplateResult } from 'lit';
import type { DevicesController, DevicesPort, Ringtone, SoundChoice } from '../controllers/index.ts';
import en from '../locales/en/ringtone.ts';
import type { PbxElement } from '../shared/base-element.ts';
import { iconSquare } from '../shared/icons/square.ts';
import { iconVolume2 } from '../shared/icons/volume-2.ts';
import { LanguageController } from '../shared/language.ts';

const own: readonly Ringtone[] = ['rise', 'bell', 'chime'];

const styles = css`
  .tone { display: flex; gap: var(--_space-2); }
  .tone .select { flex: 1; }
  .tone .button { flex: none; }
  .volume { inline-size: 100%; min-block-size: var(--_control); margin: 0; accent-color: var(--_accent); }
`;

/** What rings and how loud, with a try. It comes with the sounds of the phone, which no page needs before its first paint. */
export class RingtoneChoice implements ReactiveController {
  private readonly language: LanguageController<typeof en>;
  /** Stops the ringtone that is being tried. */
  private playing: AbortController | null = null;

  constructor(
    private readonly host: PbxElement,
    private readonly controller: DevicesController,
    /** Handed in, because it stands in the chunk of the calls, which the phone does not need. */
    private readonly framed: (select: TemplateResult) => TemplateResult,
  ) {
    this.language = new LanguageController(host, 'ringtone', en, { cs: () => import('../locales/cs/ringtone.ts') });
    host.addController(this);
    adoptStyles(host.renderRoot as ShadowRoot, [...(host.constructor as typeof PbxElement).elementStyles, styles]);
    host.requestUpdate();
  }

  hostDisconnected(): void {
    this.stop();
  }

  private stop(): void {
    this.playing?.abort();
    this.playing = null;
  }

  private readonly onPlay = async (): Promise<void> => {
    const { devices } = this.controller;
    if (this.playing || !devices) {
      this.stop();
      this.host.requestUpdate();
      return;
    }
    const playing = new AbortController();
    this.playing = playing;
    this.host.requestUpdate();
    await devices.playRingtone(playing.signal);
    if (this.playing === playing) this.playing = null;
    this.host.requestUpdate();
  };

  private choose(choice: Partial<SoundChoice>): void {
    this.stop();
    const { devices } = this.controller;
    devices?.chooseSounds(choice);
    if (devices) this.host.emit('pbx-sound-change', devices.sounds);
  }

  private readonly onRingtone = (event: Event): void => {
    const value = event.target instanceof HTMLSelectElement ? event.target.value : '';
    const ringtone = ([...own, 'none'] as const).find((name) => name === value);
    this.choose({ ringtone: ringtone ?? '' });
  };

  private readonly onVolume = (event: Event): void => {
    if (event.target instanceof HTMLInputElement) this.choose({ volume: event.target.valueAsNumber / 100 });
  };

  private renderTone({ sounds, pageSounds }: DevicesPort, disabled: boolean): TemplateResult {
    const { t } = this.language;
    const names = [...own, 'none'] as const;
    const fromPage = names.find((name) => name === pageSounds.ringtone);
    const chosen = sounds.ringtone || fromPage || (pageSounds.ringtone ? '' : 'rise');
    return html`<div class="field">
      <label for="ringtone">${t.ringtone}</label>
      <div class="tone">
        ${this.framed(html`<select id="ringtone" class="input" ?disabled=${disabled} @change=${this.onRingtone}>
          ${pageSounds.ringtone && !fromPage ? html`<option value="" ?selected=${chosen === ''}>${t.ringtones.page}</option>` : nothing}
          ${names.map((name) => html`<option value=${name} ?selected=${name === chosen}>${t.ringtones[name]}</option>`)}
        </select>`)}
        <button type="button" class="button icon-only" aria-label=${this.playing ? t.stop : t.play} ?disabled=${disabled || chosen === 'none'} @click=${this.onPlay}>${this.playing ? iconSquare : iconVolume2}</button>
      </div>
    </div>
    ${chosen === 'none' || sounds.volume === 0 ? html`<p class="hint" role="status">${t.silent}</p>` : nothing}`;
  }

  render(devices: DevicesPort, disabled: boolean): TemplateResult {
    const { t } = this.language;
    const percent = Math.round(devices.sounds.volume * 100);
    // Not by `formats.ts`, which stands in the chunk of the calls.
    const spoken = new Intl.NumberFormat(this.language.lang, { style: 'percent' }).format(percent / 100);
    return html`${this.renderTone(devices, disabled)}
      <div class="field">
        <label for="volume">${t.volume}</label>
        <input id="volume" class="volume" type="range" step="5" .value=${String(percent)} aria-valuetext=${spoken} ?disabled=${disabled} @change=${this.onVolume} />
      </div>`;
  }
}
