import { css } from 'lit';

export const styles = css`
  :host { display: inline-block; }
  .trigger { display: flex; align-items: center; gap: var(--_space-2); padding: 2px; border: 0; border-radius: var(--_radius-full); background: none; cursor: pointer; }
  .trigger:disabled { cursor: not-allowed; opacity: .6; }
  .chip { display: flex; align-items: center; gap: 6px; max-inline-size: 160px; padding: 2px var(--_space-2); border-radius: var(--_radius-full); background: var(--_sunken); color: var(--_ink-2); font-size: var(--_text-s); font-weight: 500; }
  .chip.free { background: var(--_good-soft); color: var(--_good-text); }
  .chip.busy { background: var(--_bad-soft); color: var(--_bad-text); }
  .chip.away, .chip.ringing { background: var(--_warn-soft); color: var(--_warn-text); }
  .panel {
    position: fixed; inset: auto; inline-size: min(300px, calc(100vw - 16px)); max-block-size: calc(100dvh - 16px); padding: 0; margin: 0; overflow: auto;
    border: 1px solid var(--_line); border-radius: var(--_radius-l); background: var(--_raised); color: var(--_ink); box-shadow: var(--_shadow-3);
  }
  .panel > * { padding: var(--_space-2) var(--_space-3); border-block-start: 1px solid var(--_line); }
  .panel > :first-child { border-block-start: 0; }
  .who { display: flex; align-items: center; gap: var(--_space-3); padding-block: var(--_space-3); }
  .who > span:last-child { display: grid; min-inline-size: 0; }
  .name { font-weight: 600; }
  .about { color: var(--_ink-2); font-size: var(--_text-s); }
  .heading { padding: var(--_space-1) 0; color: var(--_ink-3); font-size: var(--_text-s); font-weight: 600; }
  .presences { display: grid; grid-template-columns: 1fr 1fr; gap: 2px; }
  .presences label, .item { display: flex; align-items: center; gap: var(--_space-2); min-block-size: 32px; padding: 0 var(--_space-2); border-radius: var(--_radius-s); cursor: pointer; }
  .presences label:hover, .item:hover:not(:disabled) { background: var(--_sunken); }
  .presences label:has(:checked) { background: var(--_accent-soft); color: var(--_accent-text); font-weight: 500; }
  .presences label:has(:focus-visible) { outline: 2px solid var(--_accent); outline-offset: -2px; }
  .presences input { position: absolute; opacity: 0; pointer-events: none; }
  .note { margin-block-start: var(--_space-2); }
  .choice { display: grid; grid-template-columns: 1fr 1.3fr; align-items: center; gap: var(--_space-2); min-block-size: 38px; padding-inline: var(--_space-2); color: var(--_ink-2); }
  .choice .input { border-color: var(--_line); }
  .choice input { justify-self: start; inline-size: 18px; block-size: 18px; margin: 0; accent-color: var(--_accent); }
  .items { display: grid; padding-inline: var(--_space-2); }
  .item { inline-size: 100%; border: 0; background: none; text-align: start; }
  .item .icon { color: var(--_ink-3); }
  .item:focus-visible { outline-offset: -2px; }
  dialog { inline-size: min(420px, calc(100vw - 24px)); max-block-size: calc(100dvh - 24px); padding: 0; border: 0; border-radius: var(--_radius-l); background: var(--_raised); color: var(--_ink); box-shadow: var(--_shadow-3); }
  dialog::backdrop { background: rgb(10 15 30 / .45); }
  dialog header { display: flex; align-items: center; justify-content: space-between; padding: var(--_space-2) var(--_space-2) var(--_space-2) var(--_space-4); border-block-end: 1px solid var(--_line); }
  dialog h2 { font-size: var(--_text-m); }
  .content { display: grid; gap: var(--_space-3); padding: var(--_space-4); }
  .help { color: var(--_ink-2); font-size: var(--_text-s); }
  .devices li { display: flex; align-items: center; gap: var(--_space-3); min-block-size: 52px; border-block-start: 1px solid var(--_line); }
  .device { display: grid; flex: 1; min-inline-size: 0; }
  .password { display: grid; gap: var(--_space-3); }
  .problem { padding: var(--_space-2) var(--_space-3); border-radius: var(--_radius); background: var(--_bad-soft); color: var(--_bad-text); }
  @media (max-width: 720px) {
    .chip { display: none; }
  }
  @media (forced-colors: active) {
    .chip, .problem { border: 1px solid CanvasText; }
    .presences label:has(:checked) { outline: 2px solid Highlight; }
  }
`;
