import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { SessionState } from '../controllers/index.ts';
import type { ClientStrings } from '../locales/en/client.ts';
import { formatNumber } from '../shared/formats.ts';

export interface Note {
  t: ClientStrings;
  lang: string;
  state: SessionState;
  /** A call is there whose sound does not get through. */
  soundless: boolean;
  onCheck(): void;
}

/** What concerns everything on the page, beneath the top bar. */
export function note({ t, lang, state, soundless, onCheck }: Note): TemplateResult | typeof nothing {
  if (state.status === 'reconnecting') {
    const seconds = state.retryAt === null ? 0 : Math.ceil((state.retryAt - Date.now()) / 1000);
    // The counting down is for the eyes; said aloud every second it would drown everything else.
    return html`<div class="note"><span role="status">${t.reconnecting} ${t.reconnectingNext}</span> ${seconds > 0 ? html`<span class="numbers" aria-hidden="true">${t.retryIn(formatNumber(lang, seconds))}</span>` : nothing}</div>`;
  }
  if (!soundless) return nothing;
  return html`<div class="note"><span role="status">${t.soundless}</span> <button type="button" class="button" @click=${onCheck}>${t.findOut}</button></div>`;
}
