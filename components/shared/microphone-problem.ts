import type { ErrorCode } from '@klapka/protocol';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { banner } from './banner.ts';

interface Texts {
  tryAgain: string;
  chooseAnother: string;
  ownWindow: string;
}

interface Problem {
  code: ErrorCode;
  /** The sentence of the code. */
  text: string;
  t: Texts;
  /** Opens the microphone once more. */
  retry: () => void;
  /** Opens the choice of devices; absent where it is in sight already. */
  choose?: () => void;
  /** The phone's own page on the gateway, where no other site's policy rules. */
  page: string | null;
  disabled?: boolean;
}

/** What stands between somebody and their microphone, each with its own sentence and its own way out. */
export function microphoneProblem({ code, text, t, retry, choose, page, disabled = false }: Problem): TemplateResult | typeof nothing {
  if (!text) return nothing;
  const again = html`<button type="button" class="button" ?disabled=${disabled} @click=${retry}>${t.tryAgain}</button>`;
  if (code === 'MICROPHONE_BLOCKED_BY_POLICY') {
    return banner({ text, action: page ? html`<a class="button" href=${page} target="_blank" rel="noopener">${t.ownWindow}</a>` : nothing });
  }
  // Only another address helps: a button would promise too much.
  if (code === 'INSECURE_CONTEXT') return banner({ text });
  if (code === 'MICROPHONE_UNPLUGGED' && choose) {
    return banner({ text, action: html`<button type="button" class="button" ?disabled=${disabled} @click=${choose}>${t.chooseAnother}</button>${again}` });
  }
  return banner({ text, action: again });
}

/** True for codes that are about the microphone. */
export function isMicrophoneCode(code: ErrorCode | null | undefined): code is ErrorCode {
  return code === 'INSECURE_CONTEXT' || (code?.startsWith('MICROPHONE_') ?? false);
}
