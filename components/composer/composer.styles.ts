import { css } from 'lit';

export const styles = css`
  :host { container-type: inline-size; }
  form { position: relative; padding: var(--_space-3) max(var(--_space-4), (100cqi - 960px) / 2) var(--_space-4); }
  .box { display: grid; grid-template-columns: minmax(0, 1fr); border: 1px solid var(--_line); border-radius: var(--_radius-l); background: var(--_surface); transition: border-color var(--_motion); }
  .box:focus-within { border-color: var(--_accent); box-shadow: 0 0 0 1px var(--_accent); }
  textarea {
    inline-size: 100%; min-block-size: 44px; max-block-size: 180px; padding: var(--_space-3) var(--_space-3) 0; margin: 0;
    border: 0; border-radius: inherit; background: transparent; resize: none; overflow-wrap: anywhere; field-sizing: content;
  }
  .box:has(textarea:disabled) { background: var(--_sunken); }
  textarea:focus-visible { outline: none; }
  textarea::placeholder { color: var(--_ink-3); opacity: 1; }
  .tools { display: flex; align-items: center; gap: var(--_space-1); padding: var(--_space-2); }
  .tools .primary:disabled { opacity: 1; background: var(--_sunken); color: var(--_ink-3); }
  .hint { flex: 1; min-inline-size: 0; padding-inline: var(--_space-2); text-align: end; }
  .hint.over { color: var(--_bad-text); }
  .bar { display: flex; align-items: center; gap: var(--_space-2); margin-block-end: var(--_space-2); padding-inline-start: var(--_space-3); border-radius: var(--_radius); background: var(--_bad-soft); color: var(--_bad-text); font-size: var(--_text-s); }
  .bar span { flex: 1; }
  .attachments { display: flex; flex-wrap: wrap; gap: var(--_space-2); padding: var(--_space-3) var(--_space-3) 0; }
  .attachment { position: relative; display: flex; align-items: center; gap: var(--_space-2); max-inline-size: 100%; min-inline-size: 0; padding: var(--_space-1) var(--_space-1) var(--_space-1) var(--_space-2); border-radius: var(--_radius); background: var(--_sunken); color: var(--_ink-2); overflow: hidden; }
  .attachment.failed { background: var(--_bad-soft); color: var(--_bad-text); }
  .thumbnail { flex: none; inline-size: 36px; block-size: 36px; border-radius: var(--_radius-s); object-fit: cover; }
  .attachment-text { display: grid; min-inline-size: 0; max-inline-size: 190px; color: var(--_ink); font-weight: 500; }
  .attachment-state { color: var(--_ink-2); font-size: var(--_text-xs); font-weight: 400; font-variant-numeric: tabular-nums; }
  .failed .attachment-state { color: inherit; }
  .small { inline-size: 24px; min-block-size: 24px; }
  progress { position: absolute; inset-inline: 0; inset-block-end: 0; inline-size: 100%; block-size: 3px; border: 0; appearance: none; background: transparent; }
  progress::-webkit-progress-bar { background: transparent; }
  progress::-webkit-progress-value { background: var(--_accent); transition: inline-size var(--_motion); }
  progress::-moz-progress-bar { background: var(--_accent); }
  .drop { position: absolute; inset: var(--_space-2); z-index: 1; display: grid; place-items: center; border: 2px dashed var(--_accent); border-radius: var(--_radius-l); background: var(--_accent-soft); color: var(--_accent-text); font-weight: 600; pointer-events: none; }
  .picker {
    position: fixed; inset: auto; inline-size: min(312px, calc(100vw - 16px)); max-block-size: 300px; padding: var(--_space-2); margin: 0; overflow: auto;
    border: 1px solid var(--_line); border-radius: var(--_radius-l); background: var(--_raised); box-shadow: var(--_shadow-2);
  }
  .emoji-group { display: grid; grid-template-columns: repeat(8, 1fr); }
  .emoji-heading { grid-column: 1 / -1; padding: var(--_space-2) var(--_space-1) var(--_space-1); color: var(--_ink-3); font-size: var(--_text-xs); font-weight: 600; }
  .emoji { min-inline-size: 24px; min-block-size: 34px; padding: 0; border: 0; border-radius: var(--_radius-s); background: none; font-family: "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji", var(--_font); font-size: 20px; line-height: 1; cursor: pointer; }
  .emoji:hover, .emoji:focus-visible { background: var(--_accent-soft); }
  .emoji:focus-visible { outline-offset: -2px; }
  @container (max-width: 420px) {
    form { padding: var(--_space-2); }
    .send-text { display: none; }
    .hint.keys { visibility: hidden; }
  }
  @media (pointer: coarse) {
    textarea { font-size: 16px; }
    .hint.keys { visibility: hidden; }
  }
  @media (forced-colors: active) {
    .box:focus-within { outline: 2px solid Highlight; }
    .attachment { border: 1px solid CanvasText; }
  }
`;
