import { css, html } from 'lit';
import type { TemplateResult } from 'lit';

const keys: readonly (readonly [string, string])[] = [
  ['1', ' '], ['2', 'ABC'], ['3', 'DEF'], ['4', 'GHI'], ['5', 'JKL'], ['6', 'MNO'],
  ['7', 'PQRS'], ['8', 'TUV'], ['9', 'WXYZ'], ['*', ''], ['0', '+'], ['#', ''],
];

/** The twelve keys of a telephone. Never mirrored: the order of digits is the same in every script. */
export function keypad(label: string, press: (key: string) => void, disabled = false): TemplateResult {
  return html`<div class="keypad" role="group" aria-label=${label} dir="ltr">
    ${keys.map(([key, letters]) => html`
      <button type="button" class="key" data-letters=${letters} ?disabled=${disabled} @click=${() => press(key)}>${key}</button>`)}
  </div>`;
}

/** The key of the telephone a key press stands for, or null. */
export function keyOf(event: KeyboardEvent): string | null {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  return /^[0-9*#]$/.test(event.key) ? event.key : null;
}

export const keypads = css`
  .keypad { display: grid; grid-template-columns: repeat(3, 1fr); gap: var(--_space-2); }
  .key {
    --_key: var(--pbx-key-surface, var(--_sunken));
    display: grid; grid-template-rows: 20px 12px; place-content: center; justify-items: center;
    min-block-size: 46px; padding: 0; margin: 0; border: 0; border-radius: var(--pbx-key-radius, var(--_radius)); background: var(--_key); color: var(--pbx-key-ink, var(--_ink));
    font-size: var(--_text-l); font-weight: 500; line-height: 20px;
    cursor: pointer; user-select: none; touch-action: manipulation;
    transition: none var(--_motion);
  }
  /* A star and a hash stand in the middle; the one stays in line with the two. */
  .key[data-letters=""] { grid-template-rows: 20px; }
  .key:hover:not(:disabled) { background: color-mix(in oklab, var(--_key), currentColor 7%); transition-property: background; }
  .key:active:not(:disabled) { background: color-mix(in oklab, var(--_key), var(--_accent-soft)); }
  .key:disabled { opacity: .5; cursor: not-allowed; }
  /* An ornament, so it is no part of the key's name. */
  .key::after { content: attr(data-letters) / ''; font-weight: 400; font-size: 9px; line-height: 12px; letter-spacing: .08em; opacity: .75; }
  @media (forced-colors: active) {
    .key { border: 1px solid ButtonText; }
  }
`;
