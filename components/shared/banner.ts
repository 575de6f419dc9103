import { css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { iconCircleAlert } from './icons/circle-alert.ts';

interface Banner {
  text: string;
  /** A button or link: the way out. */
  action?: TemplateResult | typeof nothing;
  tone?: 'bad' | 'warn' | 'calm';
  icon?: TemplateResult;
}

/** One sentence above an element's content, with its way out. Problems interrupt, the rest waits. */
export function banner({ text, action = nothing, tone = 'bad', icon = iconCircleAlert }: Banner): TemplateResult {
  return html`<div class="banner ${tone}" role=${tone === 'bad' ? 'alert' : 'status'}>
    ${icon}<p>${text}</p>${action}
  </div>`;
}

export const banners = css`
  .banner {
    display: flex; flex-wrap: wrap; align-items: center; gap: var(--_space-1) var(--_space-2);
    padding: var(--_space-2) var(--_space-3); border-radius: var(--_radius);
    background: var(--_bad-soft); color: var(--_bad-text); font-size: var(--_text-s);
  }
  .banner p { flex: 1 1 14ch; }
  .banner .icon { align-self: start; margin-block-start: 1px; }
  .banner.warn { background: var(--_warn-soft); color: var(--_warn-text); }
  .banner.calm { background: var(--_sunken); color: var(--_ink-2); }
  .banner .button { min-block-size: 26px; background: transparent; border-color: currentColor; color: inherit; font-size: var(--_text-s); }
  .banner .button:hover:not(:disabled) { background: color-mix(in oklab, transparent, currentColor 10%); }
  @media (forced-colors: active) {
    .banner { border: 1px solid CanvasText; }
  }
`;
