import { css } from 'lit';
import { banners } from '../shared/banner.ts';
import { buttons } from '../shared/buttons.styles.ts';
import { notices } from '../shared/notice.ts';

const styles = css`
  :host { container-type: inline-size; contain-intrinsic-inline-size: 320px; }
  section { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--_space-3); max-inline-size: 640px; }
  h2 { margin: 0; font-size: var(--_text-l); font-weight: 600; }
  .intro, .says { color: var(--_ink-2); }
  .steps { display: grid; margin: 0; padding: 0; list-style: none; border: 1px solid var(--_line); border-radius: var(--_radius-l); overflow: clip; background: var(--_surface); }
  .step { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0 var(--_space-3); padding: var(--_space-3); }
  .step + .step { border-block-start: 1px solid var(--_line); }
  .mark { display: grid; place-items: center; inline-size: 20px; block-size: 20px; color: var(--_ink-3); font-size: 17px; }
  .ok .mark { color: var(--_good-text); }
  .warning .mark { color: var(--_warn-text); }
  .failed .mark { color: var(--_bad-text); }
  .running { background: var(--_sunken); }
  .running .mark { color: var(--_accent-text); }
  .running .icon { animation: turn 1.2s linear infinite; }
  @keyframes turn { to { rotate: 360deg; } }
  .head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 var(--_space-2); }
  .name { font-weight: 600; }
  .word { font-size: var(--_text-s); color: var(--_ink-2); }
  .ok .word { color: var(--_good-text); }
  .warning .word { color: var(--_warn-text); }
  .failed .word { color: var(--_bad-text); }
  .says { grid-column: 2; overflow-wrap: anywhere; }
  meter { grid-column: 2; appearance: none; inline-size: min(240px, 100%); block-size: 8px; margin-block-start: var(--_space-2); border: 0; border-radius: var(--_radius-full); background: var(--_line); overflow: clip; }
  meter::-webkit-meter-bar { block-size: 8px; border: 0; background: none; }
  meter::-webkit-meter-optimum-value { background: var(--_good); }
  meter::-moz-meter-bar { background: var(--_good); }
  .actions { display: flex; flex-wrap: wrap; gap: var(--_space-2); }
  .summary { font-weight: 600; }
  @media (prefers-reduced-motion: reduce) {
    .running .icon { animation: none; }
  }
  @media (forced-colors: active) {
    meter { border: 1px solid CanvasText; }
    meter::-webkit-meter-optimum-value { background: Highlight; }
    meter::-moz-meter-bar { background: Highlight; }
  }
`;

export const sheets = [buttons, banners, notices, styles];
