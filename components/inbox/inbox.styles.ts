import { css } from 'lit';

export const styles = css`
  :host { container-type: inline-size; }
  .frame { display: grid; grid-template-columns: minmax(250px, clamp(320px, 18cqi, 520px)) minmax(0, 1fr); block-size: 100%; min-block-size: 320px; max-block-size: var(--pbx-inbox-height, 100dvh); background: var(--_surface); }
  .side { display: grid; grid-template: auto auto auto minmax(0, 1fr) / minmax(0, 1fr); min-block-size: 0; border-inline-end: 1px solid var(--_line); }
  .side > header { display: flex; align-items: center; min-block-size: 56px; padding-inline: var(--_space-4); border-block-end: 1px solid var(--_line); }
  h2 { font-size: var(--_text-m); }
  .tabs { display: flex; flex-wrap: wrap; gap: var(--_space-1); padding: var(--_space-2) var(--_space-3); border-block-end: 1px solid var(--_line); }
  .tab { flex: none; min-block-size: 28px; padding: 0 var(--_space-2); border: 0; border-radius: var(--_radius-full); background: none; color: var(--_ink-2); font-size: var(--_text-s); font-weight: 500; cursor: pointer; white-space: nowrap; transition: none var(--_motion); }
  .tab:hover { background: var(--_sunken); transition-property: background; }
  .tab[aria-selected="true"] { background: var(--_accent-soft); color: var(--_accent-text); font-weight: 600; }
  .tab:focus-visible { outline-offset: -2px; }
  .bar { padding: var(--_space-2) var(--_space-4); background: var(--_warn-soft); color: var(--_warn-text); font-size: var(--_text-s); }
  .list-panel { display: grid; grid-template-columns: minmax(0, 1fr); min-block-size: 0; }
  .list-panel > .notice { align-self: center; }
  .list { min-block-size: 0; overflow: auto; overscroll-behavior: contain; }
  .row, .gauge { block-size: calc(var(--_row) + 40px); }
  .gauge { visibility: hidden; }
  /* Out of sight it is not styled and laid out: a new theme or language costs what is seen. */
  .row { content-visibility: auto; display: flex; gap: var(--_space-3); padding: var(--_space-3) var(--_space-4) var(--_space-2); border-block-end: 1px solid var(--_line); cursor: pointer; transition: none var(--_motion); }
  .row:hover { background: color-mix(in oklab, var(--_surface), var(--_ink) 3%); transition-property: background; }
  .row[aria-selected="true"] { background: var(--_accent-soft); }
  .row:focus-visible { outline-offset: -2px; }
  .body { display: grid; grid-template-columns: minmax(0, 1fr) auto; align-content: start; align-items: baseline; flex: 1; min-inline-size: 0; gap: 1px var(--_space-2); }
  .preview:nth-last-child(2), .chips { grid-column: 1 / -1; }
  .name { font-weight: 500; }
  .when { color: var(--_ink-3); font-size: var(--_text-xs); }
  [aria-selected="true"] .when { color: var(--_ink-2); }
  .preview { color: var(--_ink-2); font-size: var(--_text-s); }
  .has-unread .name { font-weight: 650; }
  .has-unread .preview { color: var(--_ink); font-weight: 500; }
  .badge { justify-self: end; min-inline-size: 18px; padding: 0 5px; border-radius: var(--_radius-full); background: var(--_accent); color: var(--_accent-ink); font-size: var(--_text-xs); font-weight: 600; line-height: 18px; text-align: center; }
  .chips { display: flex; gap: var(--_space-1); min-inline-size: 0; margin-block-start: 3px; overflow: hidden; }
  .chip { flex: none; max-inline-size: 100%; padding: 1px var(--_space-2); border-radius: var(--_radius-full); background: var(--_sunken); color: var(--_ink-2); font-size: var(--_text-xs); white-space: nowrap; }
  [aria-selected="true"] .chip:not(.warn, .bad, .good) { background: var(--_surface); }
  .chip.warn { background: var(--_warn-soft); color: var(--_warn-text); }
  .chip.bad { background: var(--_bad-soft); color: var(--_bad-text); }
  .chip.good { background: var(--_good-soft); color: var(--_good-text); }
  .thread { display: grid; grid-template-columns: minmax(0, 1fr); min-block-size: 0; min-inline-size: 0; }
  .thread > .notice { align-self: center; }
  pbx-conversation { min-block-size: 0; }
  .whole { align-self: center; grid-column: 1 / -1; }
  @container (max-width: 719px) {
    .frame { grid-template-columns: minmax(0, 1fr); }
    .side { border-inline-end: 0; }
    .frame.open .side, .frame:not(.open) .thread { display: none; }
  }
  @media (forced-colors: active) {
    .row[aria-selected="true"] { outline: 2px solid Highlight; outline-offset: -2px; }
    .tab[aria-selected="true"], .chip, .badge { border: 1px solid Highlight; }
  }
`;
