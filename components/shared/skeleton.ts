import { css, html } from 'lit';
import type { TemplateResult } from 'lit';

/** Rows as they will stand, in grey, while the first ones are on their way: a face, a name, and what is about it. */
export function skeleton(label: string, rows = 5): TemplateResult {
  return html`<div class="skeleton" role="status" aria-busy="true">
    <span class="visually-hidden">${label}</span>
    ${Array.from({ length: rows }, () => html`<div class="skeleton-row"><span></span></div>`)}
  </div>`;
}

export const skeletons = css`
  .skeleton { mask-image: linear-gradient(#000, transparent); }
  .skeleton-row { display: flex; align-items: center; gap: var(--_space-3); block-size: calc(var(--_row) + var(--_space-2)); padding-inline: var(--_space-4); border-block-end: 1px solid var(--_line); }
  .skeleton-row > span { display: grid; flex: 1; gap: var(--_space-2); }
  .skeleton-row::before, .skeleton-row > span::before, .skeleton-row > span::after {
    content: ''; inline-size: 40%; block-size: 10px; border-radius: var(--_radius-full); background: var(--_sunken); animation: skeleton 1.4s ease-in-out infinite alternate;
  }
  .skeleton-row::before { flex: none; inline-size: 32px; block-size: 32px; }
  .skeleton-row > span::after { inline-size: 24%; block-size: 8px; }
  .skeleton-row:nth-child(2n) > span::before { inline-size: 30%; }
  .skeleton-row:nth-child(3n) > span::before { inline-size: 52%; }
  @keyframes skeleton { to { opacity: .45; } }
`;
