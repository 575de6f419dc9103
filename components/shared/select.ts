import { css, html } from 'lit';
import type { TemplateResult } from 'lit';
import { iconChevronDown } from './icons/chevron-down.ts';

/** A native `<select class="input">` with the arrow of our own icons in place of the browser's. */
export const framed = (select: TemplateResult): TemplateResult => html`<span class="select">${select}${iconChevronDown}</span>`;

export const selects = css`
  .select { position: relative; display: grid; min-inline-size: 0; }
  .select .input { appearance: none; padding-inline-end: 30px; text-overflow: ellipsis; cursor: pointer; }
  .select .icon { position: absolute; inset-block: 0; inset-inline-end: 10px; inline-size: 14px; block-size: 100%; color: var(--_ink-3); pointer-events: none; }
`;
