import { css } from 'lit';

export const styles = css`
  :host { container-type: inline-size; }
  .frame {
    display: grid; grid-template: auto auto minmax(0, 1fr) / minmax(0, 1fr); block-size: 100%;
    max-block-size: var(--pbx-extension-list-height, 100dvh); background: var(--_surface);
  }
  header { display: flex; flex-wrap: wrap; min-block-size: 56px; align-items: center; gap: var(--_space-2) var(--_space-3); padding: var(--_space-3) var(--_space-4); border-block-end: 1px solid var(--_line); }
  h2 { font-size: var(--_text-m); }
  .count { padding: 1px var(--_space-2); border-radius: var(--_radius-full); background: var(--_sunken); color: var(--_ink-2); font-size: var(--_text-s); }
  .search { position: relative; flex: 1 1 200px; max-inline-size: 360px; margin-inline-start: auto; }
  .search .icon { position: absolute; inset-block-start: calc(50% - .625em); inset-inline-start: var(--_space-2); color: var(--_ink-3); pointer-events: none; }
  .search .input { padding-inline-start: var(--_space-6); border-color: transparent; background: var(--_sunken); }
  .search .input:focus-visible { background: var(--_surface); }
  .filters { display: flex; gap: var(--_space-2); min-inline-size: 0; }
  .filters .select { flex: 0 1 auto; max-inline-size: 190px; }
  .filter { border-color: var(--_line); }
  .scroller { min-inline-size: 0; overflow: auto; overscroll-behavior: contain; overflow-anchor: none; }
  /* The rows to come begin beneath their headings. */
  .frame > .skeleton { padding-block-start: 32px; }
  .bar { display: flex; align-items: center; gap: var(--_space-2); padding: var(--_space-2) var(--_space-4); background: var(--_warn-soft); color: var(--_warn-text); font-size: var(--_text-s); }
  .bar.bad { background: var(--_bad-soft); color: var(--_bad-text); }
  .bar > span { flex: 1; }
  .bar.desk { align-items: start; background: var(--_accent-soft); color: var(--_ink); }
  .desk ul { display: grid; flex: 1; gap: var(--_space-2); min-inline-size: 0; }
  .desk li { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: var(--_space-2) var(--_space-3); }
  .desk-actions, .pass-on { display: flex; flex-wrap: wrap; gap: var(--_space-2); }
  .pass-on .input { flex: 1 1 120px; inline-size: 160px; }
  .call-state { margin-inline-start: var(--_space-2); color: var(--_ink-2); }
  .devices { display: flex; margin-inline-start: auto; color: var(--_ink-2); }
  .devices .icon { inline-size: 62px; block-size: 14px; aspect-ratio: auto; }
  .off { color: var(--_line); }
  .row {
    display: grid; grid-template-columns: minmax(0, 2.2fr) minmax(0, 1fr) minmax(0, 1.2fr) calc(5 * var(--_control) + 4 * var(--_space-1)); align-items: center; gap: var(--_space-3);
    padding-inline: var(--_space-4); border-block-end: 1px solid var(--_line);
  }
  .row, .gauge { block-size: calc(var(--_row) + 8px); }
  /* A new theme or language costs by what is styled and laid out: of rows of one known height, those in sight alone. */
  .row:not(.heading) { content-visibility: auto; }
  .gauge { inline-size: calc(100% / var(--_columns, 1)); visibility: hidden; }
  .row:not(.heading):hover { background: color-mix(in oklab, var(--_surface), var(--_ink) 3%); }
  .row:focus-visible, .row:has(:focus-visible) { background: var(--_accent-soft); outline-offset: -2px; }
  .row.reach-ringing { background: var(--_warn-soft); }
  .heading { position: sticky; inset-block-start: 0; z-index: 1; block-size: 32px; background: var(--_surface); color: var(--_ink-3); font-size: var(--_text-s); font-weight: 500; }
  .person { display: grid; grid-template-columns: auto minmax(0, 1fr); align-items: center; column-gap: var(--_space-3); min-inline-size: 0; }
  .person .avatar { grid-row: span 2; }
  .name { font-weight: 600; }
  .me { display: flex; align-items: center; gap: var(--_space-2); min-inline-size: 0; }
  .about, .department { color: var(--_ink-2); font-size: var(--_text-s); }
  .chip { padding: 0 var(--_space-2); border-radius: var(--_radius-full); background: var(--_accent-soft); color: var(--_accent-text); font-size: var(--_text-xs); font-weight: 500; }
  /* Who can be reached stands out. */
  .reach-gone .name { font-weight: 500; color: var(--_ink-2); }
  .reach-gone .state { color: var(--_ink-3); }
  .short-state { display: none; }
  .state { display: flex; align-items: center; gap: var(--_space-2); min-inline-size: 0; font-size: var(--_text-s); color: var(--_ink-2); }
  .actions { display: flex; justify-content: flex-end; gap: var(--_space-1); }
  .action { color: var(--_ink-3); }
  .action.call, .action.manage { color: var(--_accent-text); }
  .action.pickup { color: var(--_warn-text); }
  .action.favourite[aria-pressed='true'] { color: var(--_accent-text); }
  .action.favourite[aria-pressed='true'] .icon { fill: currentColor; }
  .row:hover .action.call { background: var(--_accent-soft); }
  .row .action.call:hover:not(:disabled) { background: var(--_accent); color: var(--_accent-ink); }

  /* One thing to press a person; the others come to the row one is at. */
  @media (hover: hover) {
    .row:not(:hover, :focus-within) .action:not(.call, .pickup, .manage, [aria-pressed='true']) { content-visibility: hidden; opacity: 0; }
  }
  /* Six of them need room; the address is in the title of the person, too. */
  @container (max-width: 1000px) {
    .action.email { display: none; }
  }
  .filters .filter-toggle { flex: none; font-weight: 400; }
  @container (max-width: 720px) {
    .devices { display: none; }
    .row { grid-template-columns: minmax(0, 1.6fr) minmax(0, 1fr) auto; }
    .department { display: none; }
  }
  @container (max-width: 560px) {
    .row { grid-template-columns: minmax(0, 1fr) auto; padding-inline: var(--_space-3); }
    .row.heading { display: none; }
    .actions { min-inline-size: 0; }
    .frame > .skeleton { padding-block-start: 0; }
    .state { display: none; }
    .short-state { display: inline; }
    header { padding-inline: var(--_space-3); }
    .search { flex-basis: 100%; max-inline-size: none; }
    .filters { flex: 1 1 100%; flex-wrap: wrap; }
    .filters .select { flex: 1 1 130px; max-inline-size: none; }
  }
  @container (max-width: 400px) {
    .action.copy, .action.favourite:not([aria-pressed='true']) { display: none; }
  }
  @container (max-width: 300px) {
    .action.voicemail { display: none; }
  }
  /* A wall shows more people, not more air: two, three, four of them beside each other. */
  @container (min-width: 1440px) {
    .scroller { --_columns: 2; display: grid; grid-template-columns: repeat(var(--_columns), minmax(0, 1fr)); align-content: start; }
    .before, .after { grid-column: 1 / -1; }
    .row { border-inline-end: 1px solid var(--_line); }
    .row.heading { display: none; }
  }
  @container (min-width: 2160px) {
    .scroller { --_columns: 3; }
  }
  @container (min-width: 2880px) {
    .scroller { --_columns: 4; }
  }
  @media (forced-colors: active) {
    .row:focus-visible { outline-color: Highlight; }
    .bar, .chip, .count { border: 1px solid CanvasText; }
  }
`;
