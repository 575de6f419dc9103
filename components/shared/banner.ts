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
    ${icon}<p>${text}</p>${action === nothing ? nothing : html`<span class="banner-actions">${action}</span>`}
  </div>`;
}

export const banners = css`
  .banner {
    display: grid; grid-template-columns: auto minmax(0, 1fr); align-items: center; gap: var(--_space-2);
    padding: var(--_space-2) var(--_space-3); border-radius: var(--_radius);
    background: var(--_bad-soft); color: var(--_bad-text); font-size: var(--_text-s);
  }
  .banner-actions { grid-column: 2; display: flex; flex-wrap: wrap; gap: var(--_space-2); }
  .banner .icon { align-self: start; margin-block-start: 1px; }
  .banner.warn { background: var(--_warn-soft); color: var(--_warn-text); }
  .banner.calm { background: var(--_sunken); color: var(--_ink-2); }
  .banner .button { min-block-size: 26px; background: transparent; border-color: currentColor; color: inherit; font-size: var(--_text-s); }
  .banner .button:hover:not(:disabled) { background: color-mix(in oklab, transparent, currentColor 10%); }
  @container (min-width: 420px) {
    .banner { grid-template-columns: auto minmax(0, 1fr) auto; }
    .banner-actions { grid-column: 3; }
    .banner .icon { align-self: center; }
  }
  @media (forced-colors: active) {
    .banner { border: 1px solid CanvasText; }
  }
`;
