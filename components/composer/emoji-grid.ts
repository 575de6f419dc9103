import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { ComposerStrings } from '../locales/en/composer.ts';
import { emoji, emojiGroups } from '../shared/emoji.ts';

/** How many stand beside each other; the arrow keys move by it. */
export const emojiColumns = 8;

/** All emoji under their headings; every group fills whole rows, so that the arrows move straight up and down. */
export function emojiGrid(t: ComposerStrings, choose: (chosen: string) => void): TemplateResult {
  return html`${emojiGroups.map(
    (group) => html`<div class="emoji-group" role="group" aria-label=${t.emojiGroups[group]}>
      <p class="emoji-heading" aria-hidden="true">${t.emojiGroups[group]}</p>
      ${emoji[group].map((one) => html`<button type="button" class="emoji" @click=${() => choose(one)}>${one}</button>`)}
    </div>`,
  )}`;
}
