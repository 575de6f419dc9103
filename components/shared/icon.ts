import { html } from 'lit';
import type { SVGTemplateResult, TemplateResult } from 'lit';

/** Frame of an icon on a 24-unit grid; decoration only, so a button that shows nothing else needs an `aria-label`. */
export const icon = (shape: SVGTemplateResult): TemplateResult => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${shape}</svg>`;
