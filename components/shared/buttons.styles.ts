import { css } from 'lit';

/**
 * Buttons: `button` (outlined), `primary`, `danger`, `quiet` (no line), `icon-only` (square), `tile` (icon over text).
 * `chosen` looks pressed in.
 */
export const buttons = css`
  .button {
    display: inline-flex; align-items: center; justify-content: center; gap: var(--_space-2);
    min-block-size: var(--_control); padding: 0 var(--_space-3); margin: 0;
    border: 1px solid var(--_line); border-radius: var(--pbx-button-radius, var(--_radius));
    background: var(--_surface); color: var(--_ink);
    font-weight: 500; white-space: nowrap; text-decoration: none; cursor: pointer; user-select: none;
    transition: none var(--_motion);
  }
  /* Only under the pointer: a new theme must not set every button of the page in motion. */
  .button:hover { transition-property: background, border-color, color; }
  .button:hover:not(:disabled) { background: color-mix(in oklab, var(--_surface), var(--_ink) 5%); }
  .button:active:not(:disabled) { background: color-mix(in oklab, var(--_surface), var(--_ink) 9%); }
  .button:disabled { opacity: .5; cursor: not-allowed; }
  .button.primary { --_fill: var(--_accent); color: var(--_accent-ink); }
  .button.good { --_fill: var(--_good); color: var(--_good-ink); }
  .button.danger { --_fill: var(--_bad); color: var(--_bad-ink); }
  .button:is(.primary, .good, .danger) { border-color: transparent; background: var(--_fill); }
  .button:is(.primary, .good, .danger):hover:not(:disabled) { background: color-mix(in oklab, var(--_fill), var(--_ink) 12%); }
  .button:is(.quiet, .tile) { border-color: transparent; background: transparent; color: var(--_ink-2); }
  .button:is(.quiet, .tile):hover:not(:disabled) { background: color-mix(in oklab, transparent, var(--_ink) 5%); color: var(--_ink); }
  .button.icon-only { inline-size: var(--_control); padding: 0; }
  .button.large { min-block-size: 40px; }
  .button.wide { inline-size: 100%; }
  .button.tile {
    flex-direction: column; gap: var(--_space-1); min-block-size: 54px; padding: var(--_space-2) var(--_space-1);
    font-size: var(--_text-s);
  }
  .button.tile .icon { font-size: 15px; }
  .button.chosen, .button.chosen:hover:not(:disabled), .button[aria-expanded="true"].tile { background: var(--_accent-soft); color: var(--_accent-text); }
  @media (forced-colors: active) {
    .button { border-color: ButtonText; }
    .button.chosen { border: 2px solid Highlight; }
    .button:disabled { border-color: GrayText; color: GrayText; opacity: 1; }
  }
`;
