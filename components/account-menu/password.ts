import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { AccountMenuStrings } from '../locales/en/account-menu.ts';

interface PasswordForm {
  t: AccountMenuStrings;
  busy: boolean;
  saved: boolean;
  /** What went wrong, as a sentence; empty: nothing. */
  problem: string;
  submit: (event: SubmitEvent) => void;
}

/** The form behind "Change password". */
export function passwordForm({ t, busy, saved, problem, submit }: PasswordForm): TemplateResult {
  if (saved) return html`<p role="status">${t.saved}</p>`;
  return html`<form class="password" @submit=${submit}>
    ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
    <div class="field"><label for="current">${t.currentPassword}</label><input id="current" class="input" name="current" type="password" autocomplete="current-password" required maxlength="200" /></div>
    <div class="field"><label for="fresh">${t.newPassword}</label><input id="fresh" class="input" name="fresh" type="password" autocomplete="new-password" required minlength="10" maxlength="200" aria-describedby="rule" /><p id="rule" class="hint">${t.passwordRule}</p></div>
    <button type="submit" class="button primary" ?disabled=${busy}>${t.save}</button>
  </form>`;
}
