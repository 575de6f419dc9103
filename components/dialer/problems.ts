import type { ErrorBody } from '@klapka/protocol';
import { html, nothing } from 'lit';
import type { ReactiveControllerHost, TemplateResult } from 'lit';
import type { DevicesController, PhoneCall, PhoneController, SessionController } from '../controllers/index.ts';
import type { DialerStrings } from '../locales/en/dialer.ts';
import { banner } from '../shared/banner.ts';
import { commonText } from '../shared/common-text.ts';
import { ErrorText } from '../shared/error-text.ts';
import { iconVolumeX } from '../shared/icons/volume-x.ts';
import type { LanguageController } from '../shared/language.ts';
import { isMicrophoneCode, microphoneProblem } from '../shared/microphone-problem.ts';

interface Parts {
  sessions: SessionController;
  phones: PhoneController;
  devices: DevicesController;
  language: LanguageController<DialerStrings>;
}

interface Now {
  /** Of the last call that was tried. */
  error: ErrorBody | null;
  /** A name nobody has. */
  unknownName: string;
  disabled: boolean;
  /** Those shown here: one that rings says itself that sound is locked. */
  calls: readonly PhoneCall[];
  forget: () => void;
  /** Opens the settings; absent where they are open. */
  choose?: () => void;
}

/** What stands between somebody and the next call, each with its sentence and its way out. */
export class Problems {
  private readonly common: ReturnType<typeof commonText>;
  private readonly errors: ErrorText;

  constructor(
    host: ReactiveControllerHost & HTMLElement,
    private readonly parts: Parts,
  ) {
    this.common = commonText(host);
    this.errors = new ErrorText(host, parts.language);
  }

  render(now: Now): TemplateResult {
    const { t } = this.parts.language;
    const { devices } = this.parts.devices;
    const ringing = now.calls.some(({ direction, state }) => direction === 'incoming' && state === 'ringing');
    const locked = devices?.soundLocked && !ringing;
    return html`${this.renderPhone(now)}${this.renderMicrophone(now)}
      ${locked ? banner({ text: t.soundLocked, tone: 'warn', icon: iconVolumeX, action: html`<button type="button" class="button">${t.unlockSound}</button>` }) : nothing}`;
  }

  private renderPhone({ error, unknownName }: Now): TemplateResult | typeof nothing {
    const { phone, status } = this.parts.phones;
    const failed = status === 'failed';
    const code = failed ? (phone?.error ?? 'PBX_UNAVAILABLE') : isMicrophoneCode(error?.code) ? null : error?.code;
    const text = unknownName ? this.parts.language.t.noSuchName(unknownName) : this.errors.of(code);
    if (!text) return nothing;
    // Only another browser helps there: a button would promise too much.
    return banner({ text, action: failed && code !== 'CALLS_NOT_SUPPORTED' ? html`<button type="button" class="button" @click=${() => phone?.start()}>${this.common.t.tryAgain}</button>` : nothing });
  }

  /** During a call its card says it. */
  private renderMicrophone({ error, disabled, forget, choose }: Now): TemplateResult | typeof nothing {
    const { devices } = this.parts.devices;
    const code = devices?.error ?? (isMicrophoneCode(error?.code) ? error.code : null);
    if (!code || this.parts.phones.calls.length > 0) return nothing;
    const retry = (): void => {
      forget();
      void devices?.request();
    };
    const page = this.parts.sessions.session?.resolve('/') ?? null;
    return microphoneProblem({ code, text: this.errors.of(code), t: this.common.t, disabled, retry, page, ...(choose ? { choose } : {}) });
  }
}
