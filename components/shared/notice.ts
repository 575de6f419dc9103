import { css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';

interface Notice {
  icon?: TemplateResult;
  title: string;
  text?: string;
  /** A button or link: the way out. */
  action?: TemplateResult;
  /** `alert` interrupts, `status` waits. */
  role?: 'alert' | 'status';
}

/** What stands in place of an element's content: not connected, empty, error, no permission. */
export function notice({ icon, title, text, action, role = 'status' }: Notice): TemplateResult {
  return html`<div class="notice" role=${role}>
    ${icon ? html`<span class="notice-icon">${icon}</span>` : nothing}
    <p class="notice-title">${title}</p>
    ${text ? html`<p class="notice-text">${text}</p>` : nothing}
    ${action ?? nothing}
  </div>`;
}

export const notices = css`
  .notice { display: grid; align-content: center; justify-items: center; gap: var(--_space-1); padding: var(--_space-5) var(--_space-4); text-align: center; }
  .notice-icon { display: grid; place-items: center; inline-size: 40px; block-size: 40px; margin-block-end: var(--_space-1); border-radius: var(--_radius-full); background: var(--_sunken); color: var(--_ink-3); font-size: 15px; }
  .notice-title { font-weight: 600; }
  .notice-text { max-inline-size: 44ch; text-wrap: balance; color: var(--_ink-2); }
  .notice .button { margin-block-start: var(--_space-3); }
`;
