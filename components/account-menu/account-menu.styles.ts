import { css } from 'lit';

export const styles = css`
  :host { display: inline-block; }
  .check { display: block; margin-block-start: var(--_space-4); padding-block-start: var(--_space-4); border-block-start: 1px solid var(--_line); }
  .trigger { display: flex; align-items: center; gap: var(--_space-2); padding: 2px; border: 0; border-radius: var(--_radius-full); background: none; cursor: pointer; transition: background var(--_motion); }
  .trigger:hover:enabled, .trigger:has(+ :popover-open) { background: color-mix(in oklab, transparent, var(--_ink) 7%); }
  .trigger:disabled { cursor: not-allowed; opacity: .6; }
  .chip { display: flex; align-items: center; gap: 6px; max-inline-size: 160px; min-block-size: 24px; padding: 0 10px; border-radius: var(--_radius-full); background: var(--_sunken); color: var(--_ink-2); font-size: var(--_text-s); font-weight: 500; }
  .chip.free { background: var(--_good-soft); color: var(--_good-text); }
  .chip.busy { background: var(--_bad-soft); color: var(--_bad-text); }
  .chip.away, .chip.ringing { background: var(--_warn-soft); color: var(--_warn-text); }
  .panel {
    position: fixed; inset: auto; inline-size: min(300px, calc(100vw - 16px)); max-block-size: calc(100dvh - 16px); padding: 0; margin: 0; overflow: auto;
    border: 1px solid var(--_line); border-radius: var(--_radius-l); background: var(--_raised); color: var(--_ink); box-shadow: var(--_shadow-3);
  }
  .panel:popover-open, dialog[open] { animation: arrive var(--_motion); }
  @keyframes arrive { from { opacity: 0; transform: translateY(-6px); } }
  /* One edge for the eye: whatever stands in the menu begins 16 px from its border. */
  .panel > * { padding: var(--_space-2); border-block-start: 1px solid var(--_line); }
  .panel > .who { display: flex; align-items: center; gap: var(--_space-3); padding: var(--_space-3) var(--_space-4); border: 0; }
  .who > span:last-child { display: grid; min-inline-size: 0; }
  .name { font-weight: 600; }
  .about { color: var(--_ink-2); font-size: var(--_text-s); }
  .heading { padding: var(--_space-1) var(--_space-2); color: var(--_ink-3); font-size: var(--_text-s); font-weight: 600; }
  .presences { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 9em), 1fr)); gap: 2px; }
  .presences label, .item { display: flex; align-items: center; gap: var(--_space-2); min-block-size: var(--_control); padding: 0 var(--_space-2); border-radius: var(--_radius-s); cursor: pointer; }
  .presences label:hover, .item:hover:not(:disabled) { background: var(--_sunken); }
  .presences label:has(:checked) { background: var(--_accent-soft); color: var(--_accent-text); font-weight: 500; }
  .presences label:has(:focus-visible) { outline: 2px solid var(--_accent); outline-offset: -2px; }
  .presences input { position: absolute; opacity: 0; pointer-events: none; }
  .note { display: block; inline-size: calc(100% - 2 * var(--_space-2)); margin: var(--_space-2); }
  .choice { display: flex; align-items: center; justify-content: space-between; gap: var(--_space-2); min-block-size: 38px; padding-inline: var(--_space-2); }
  .choice .select { flex: 0 1 148px; }
  .choice .input { border-color: var(--_line); }
  .panel .input, .devices .button { background: none; }
  .switch { appearance: none; position: relative; flex: none; inline-size: 32px; block-size: 18px; margin: 0; border: 1px solid var(--_line-strong); border-radius: var(--_radius-full); background: var(--_surface); transition: background var(--_motion); cursor: pointer; }
  .switch::before { content: ''; position: absolute; inset-block: 2px; inset-inline-start: 2px; aspect-ratio: 1; border-radius: var(--_radius-full); background: var(--_line-strong); transition: margin var(--_motion); }
  .switch:checked { border-color: var(--_accent); background: var(--_accent); }
  .switch:checked::before { margin-inline-start: 14px; background: var(--_accent-ink); }
  .items { display: grid; }
  .item { inline-size: 100%; border: 0; background: none; text-align: start; }
  .item .icon { color: var(--_ink-3); }
  .item:focus-visible { outline-offset: -2px; }
  dialog { inline-size: min(420px, calc(100vw - 24px)); max-block-size: calc(100dvh - 24px); padding: 0; border: 0; border-radius: var(--_radius-l); background: var(--_raised); color: var(--_ink); box-shadow: var(--_shadow-3); }
  dialog::backdrop { background: rgb(10 15 30 / .45); }
  dialog .head { display: flex; align-items: center; justify-content: space-between; padding: var(--_space-2) var(--_space-2) var(--_space-2) var(--_space-4); border-block-end: 1px solid var(--_line); }
  dialog h2 { font-size: var(--_text-m); }
  .content { display: grid; gap: var(--_space-3); padding: var(--_space-4); }
  dialog::backdrop { animation: appear var(--_motion); }
  @keyframes appear { from { opacity: 0; } }
  .help { color: var(--_ink-2); font-size: var(--_text-s); }
  .devices li { display: flex; align-items: center; gap: var(--_space-3); min-block-size: calc(var(--_row) + 8px); border-block-start: 1px solid var(--_line); }
  .device { display: grid; flex: 1; min-inline-size: 0; }
  .password { display: grid; gap: var(--_space-3); }
  .problem { padding: var(--_space-2) var(--_space-3); border-radius: var(--_radius); background: var(--_bad-soft); color: var(--_bad-text); }
  @media (max-width: 720px) {
    .chip { display: none; }
  }
  @media (forced-colors: active) {
    .chip, .problem { border: 1px solid CanvasText; }
    .presences label:has(:checked) { outline: 2px solid Highlight; }
    .switch, .switch::before { forced-color-adjust: none; }
  }
`;
