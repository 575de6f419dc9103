import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { checkSteps, DeviceCheckController, SessionController } from '../controllers/index.ts';
import type { CheckResult, CheckStep, PbxSession } from '../controllers/index.ts';
import en, { type DeviceCheckStrings } from '../locales/en/device-check.ts';
import { banner } from '../shared/banner.ts';
import { PbxElement } from '../shared/base-element.ts';
import { commonText } from '../shared/common-text.ts';
import { ErrorText } from '../shared/error-text.ts';
import { iconActivity } from '../shared/icons/activity.ts';
import { iconCircleCheck } from '../shared/icons/circle-check.ts';
import { iconCircleMinus } from '../shared/icons/circle-minus.ts';
import { iconCircleX } from '../shared/icons/circle-x.ts';
import { iconCopy } from '../shared/icons/copy.ts';
import { iconRefreshCw } from '../shared/icons/refresh-cw.ts';
import { iconTriangleAlert } from '../shared/icons/triangle-alert.ts';
import { LanguageController } from '../shared/language.ts';
import { notice } from '../shared/notice.ts';
import { report, worstOf } from './report.ts';
import { sheets } from './device-check.styles.ts';

export type * from './device-check.types.ts';

/** One shape an outcome, so that colour is not all there is. */
const marks = { ok: iconCircleCheck, warning: iconTriangleAlert, failed: iconCircleX, skipped: iconCircleMinus } as const;

/**
 * Looks at everything a call needs, one after the other, and says in words what to do about what is missing. In the end it
 * calls the echo service, so it shows as a call.
 *
 * @summary Whether somebody can call from here, and if not, why.
 * @tagname pbx-device-check
 * @fires {CustomEvent<DeviceCheckDetail>} pbx-device-check-done - All steps are through.
 * @fires {CustomEvent<ErrorBody>} pbx-error - The check could not be made; decide by `detail.code`.
 * @csspart steps - The list of steps.
 * @csspart step - One step, with what was found.
 * @cssstate running - The check is under way.
 * @tokens font text-s text text-l space-1 space-2 space-3 space-4 space-5 radius radius-l radius-full control motion surface sunken line ink ink-2 ink-3 accent accent-ink accent-text good good-text warn warn-text bad bad-soft bad-text neutral button-radius
 * @example <pbx-provider gateway="https://pbx.example.com"><pbx-device-check></pbx-device-check></pbx-provider>
 */
export class PbxDeviceCheck extends PbxElement<DeviceCheckStrings> {
  static override styles = sheets;
  static override properties = { session: { attribute: false }, copied: { state: true } };

  /** Used instead of the nearest provider's. */
  session: PbxSession | null = null;

  private copied = false;
  private readonly sessions = new SessionController(this);
  private readonly check = new DeviceCheckController(this, this.sessions);
  private readonly language = new LanguageController(this, 'device-check', en, { cs: () => import('../locales/cs/device-check.ts') });
  private readonly common = commonText(this);
  private readonly errors = new ErrorText(this, this.language);

  /** Begins, or begins again; resolves when the check is over. */
  async start(): Promise<void> {
    this.copied = false;
    const finished = await this.check.start();
    if (this.check.error) this.emit('pbx-error', this.check.error);
    if (finished) this.emit('pbx-device-check-done', { ok: worstOf(this.check.results) !== 'failed', results: this.check.results });
  }

  protected override updated(): void {
    this.mark('running', this.check.running);
  }

  private readonly copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(report(this.check.results));
      this.copied = true;
    } catch {
      // The page may not write to the clipboard: what stands on the screen can still be copied by hand.
    }
  };

  /** What stands in place of the check. */
  private instead(): TemplateResult | null {
    const { t } = this.common;
    const { state } = this.sessions;
    if (!state || state.status === 'signed-out' || state.status === 'ended') return notice({ icon: iconActivity, title: t.notConnected, text: t.notConnectedHelp });
    if (state.status === 'connecting' && !state.account) return notice({ title: t.connecting });
    if (!state.account?.features.includes('phone')) return notice({ icon: iconActivity, title: t.noPermission, text: t.noPermissionHelp });
    return null;
  }

  private saysOf({ step, outcome, code, found }: CheckResult): string {
    const { t } = this.language;
    if (outcome === 'ok') return t.well[step](found);
    if (outcome === 'skipped') return code === 'BUSY' ? t.notNow : code === 'SIGNED_IN_ELSEWHERE' ? t.inOtherTab : code === 'NOT_SUPPORTED' ? t.noEcho : t.notWithout;
    return step === 'sound' ? t.soundLocked : this.errors.of(code);
  }

  private renderStep(step: CheckStep): TemplateResult | typeof nothing {
    const { t } = this.language;
    const result = this.check.results.find((one) => one.step === step);
    const running = this.check.step === step && !result;
    if (!result && !running) return nothing;
    return html`<li class="step ${result?.outcome ?? 'running'}" part="step">
      <span class="mark" aria-hidden="true">${result ? marks[result.outcome] : iconRefreshCw}</span>
      <span class="head"><span class="name">${t.steps[step]}</span>${result ? html`<span class="word">${t.outcomes[result.outcome]}</span>` : nothing}</span>
      <p class="says">${result ? this.saysOf(result) : t.doing[step]}</p>
      ${running && step === 'level'
        ? html`<meter aria-label=${t.level} .value=${this.check.level}></meter>`
        : nothing}
    </li>`;
  }

  private renderActions(): TemplateResult {
    const { t } = this.language;
    if (this.check.running) return html`<button type="button" class="button" @click=${() => this.check.stop()}>${t.stop}</button>`;
    const done = this.check.results.length === checkSteps.length;
    return html`<button type="button" class="button primary" ?disabled=${this.disabled} @click=${() => void this.start()}>${this.check.results.length > 0 ? t.again : t.start}</button>
      ${done ? html`<button type="button" class="button" ?disabled=${this.disabled} @click=${() => void this.copy()}>${iconCopy}${t.copy}</button>` : nothing}`;
  }

  /** Said once the last step is through; while it runs, what is asked of the person. */
  private status(): string {
    const { t } = this.language;
    const { results, step } = this.check;
    if (this.copied) return t.copied;
    if (step) return `${t.steps[step]}: ${t.doing[step]}`;
    return results.length === checkSteps.length ? t.summary[worstOf(results)] : '';
  }

  protected override render(): TemplateResult {
    const { t } = this.language;
    const instead = this.instead();
    if (instead) return instead;
    const { running, results, error } = this.check;
    const done = results.length === checkSteps.length;
    return html`<section aria-labelledby="title">
      <h2 id="title">${t.title}</h2>
      ${results.length === 0 && !running ? html`<p class="intro">${t.intro}</p>` : nothing}
      ${error ? banner({ text: this.errors.of(error.code) }) : nothing}
      ${running || results.length > 0 ? html`<ol class="steps" part="steps">${checkSteps.map((step) => this.renderStep(step))}</ol>` : nothing}
      <p class=${done && !this.copied ? 'summary' : running ? 'visually-hidden' : 'intro'} role="status">${this.status()}</p>
      <div class="actions">${this.renderActions()}</div>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pbx-device-check': PbxDeviceCheck;
  }
}
