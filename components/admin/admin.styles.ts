import { css } from 'lit';

export const styles = css`
  :host { container-type: inline-size; }
  .frame { --_aside: max(var(--_space-4), (100cqi - 1280px) / 2); display: grid; grid-template: auto auto minmax(0, 1fr) / minmax(0, 1fr); block-size: 100%; background: var(--_surface); }
  .frame > header { display: flex; flex-wrap: wrap; align-items: center; gap: var(--_space-2) var(--_space-4); min-block-size: 56px; padding: var(--_space-2) var(--_aside); border-block-end: 1px solid var(--_line); }
  h2 { font-size: var(--_text-m); }
  .tabs { display: flex; gap: var(--_space-1); }
  .tab { min-block-size: 28px; padding: 0 var(--_space-3); border: 0; border-radius: var(--_radius-full); background: none; color: var(--_ink-2); font-size: var(--_text-s); font-weight: 500; cursor: pointer; }
  .tab:hover { background: var(--_sunken); }
  .tab[aria-selected="true"] { background: var(--_accent-soft); color: var(--_accent-text); font-weight: 600; }
  .bar { display: grid; gap: var(--_space-2); padding: var(--_space-3) var(--_space-4); background: var(--_good-soft); color: var(--_good-text); }
  .bar.bad { background: var(--_bad-soft); color: var(--_bad-text); }
  .link { display: flex; gap: var(--_space-2); }
  .panel { padding: var(--_space-4) var(--_aside); overflow: auto; }
  .tools { margin-block-end: var(--_space-3); }
  .form { display: grid; grid-template-columns: 1fr 1fr; gap: var(--_space-3) var(--_space-4); max-inline-size: 640px; padding: var(--_space-4); margin-block-end: var(--_space-4); border: 1px solid var(--_line); border-radius: var(--_radius-l); }
  .form textarea { padding-block: var(--_space-2); min-block-size: 68px; resize: vertical; }
  .form-end { grid-column: 1 / -1; display: flex; justify-content: flex-end; gap: var(--_space-2); }
  .field { align-content: start; }
  /* Lines run from edge to edge, as in every list. */
  .table { margin-inline: calc(-1 * var(--_space-4)); overflow-x: auto; }
  table { inline-size: 100%; border-collapse: collapse; }
  th { block-size: 32px; padding: 0 var(--_space-2); color: var(--_ink-3); font-size: var(--_text-s); font-weight: 500; text-align: start; }
  td { block-size: calc(var(--_row) + 8px); padding: var(--_space-1) var(--_space-2); border-block: 1px solid var(--_line); }
  :is(th, td):first-child { padding-inline-start: var(--_space-4); }
  :is(th, td):last-child { padding-inline-end: var(--_space-4); }
  tbody tr:hover { background: color-mix(in oklab, var(--_surface), var(--_ink) 3%); }
  tr.disabled :is(.name, td) { color: var(--_ink-2); }
  .person { display: flex; align-items: center; gap: var(--_space-3); min-inline-size: 0; }
  .who { display: grid; min-inline-size: 0; }
  .name { font-weight: 600; }
  .about { color: var(--_ink-2); font-size: var(--_text-s); font-weight: 400; overflow-wrap: anywhere; }
  .chip { padding: 1px var(--_space-2); border-radius: var(--_radius-full); background: var(--_sunken); color: var(--_ink-2); font-size: var(--_text-s); white-space: nowrap; }
  /* Only what asks for something is filled. */
  .chip.active { background: none; box-shadow: inset 0 0 0 1px var(--_good-soft); color: var(--_good-text); }
  .chip.invited { background: var(--_warn-soft); color: var(--_warn-text); }
  .actions { inline-size: 1%; white-space: nowrap; }
  .actions .button { vertical-align: middle; background: none; }
  .actions .button + .button { margin-inline-start: var(--_space-2); }
  .chat-buttons { display: grid; gap: var(--_space-4); }
  .chat-button { display: grid; gap: var(--_space-1); padding: var(--_space-4); border: 1px solid var(--_line); border-radius: var(--_radius-l); min-inline-size: 0; }
  .chat-button .hint { margin-block: var(--_space-2) var(--_space-1); }
  .snippet { position: relative; }
  .snippet .button { position: absolute; inset-block-start: var(--_space-2); inset-inline-end: var(--_space-2); }
  pre { margin: 0; padding: var(--_space-3); padding-inline-end: 108px; border-radius: var(--_radius); background: var(--_sunken); font: 12px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; direction: ltr; text-align: left; }
  @media (hover: hover) {
    @container (min-width: 641px) {
      tr:not(:hover, :focus-within) .actions .button { border-color: transparent; color: var(--_ink-2); }
    }
  }
  @container (max-width: 640px) {
    .form { grid-template-columns: minmax(0, 1fr); }
    .snippet { display: grid; gap: var(--_space-2); }
    .snippet .button { position: static; }
    pre { padding-inline-end: var(--_space-3); }
    .role, .word { display: none; }
    .panel { padding: var(--_space-3); }
    .table { margin-inline: calc(-1 * var(--_space-3)); }
    :is(th, td):first-child { padding-inline-start: var(--_space-3); }
    :is(th, td):last-child { padding-inline-end: var(--_space-3); }
  }
  @container (max-width: 480px) {
    /* The name before everything else: the face, the e-mail, the number and a second button beside the first leave it no room. */
    .person .avatar, .who > .about, :is(th, td):nth-child(2) { display: none; }
    .name { white-space: normal; overflow-wrap: anywhere; }
    th, td { padding-inline: var(--_space-1); }
    .actions .button, .actions .button + .button { display: flex; inline-size: 100%; margin: var(--_space-1) 0; }
  }
  @media (forced-colors: active) {
    .tab[aria-selected="true"], .chip, .bar { border: 1px solid Highlight; }
  }
`;
