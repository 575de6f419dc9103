import { css } from 'lit';

export const styles = css`
  :host { container-type: inline-size; }
  .frame { position: relative; display: grid; grid-template: auto auto minmax(0, 1fr) auto / minmax(0, 1fr); block-size: 100%; max-block-size: var(--pbx-conversation-height, 100dvh); background: var(--_surface); }
  /* On a wide page head, messages and writing keep to one readable column. */
  .frame { --_aside: max(var(--_space-4), (100cqi - 960px) / 2); }
  .frame > .notice, .frame > .skeleton { grid-row: 3; align-self: center; }
  header { display: flex; align-items: center; gap: var(--_space-3); min-block-size: 56px; padding: var(--_space-2) var(--_aside); border-block-end: 1px solid var(--_line); }
  .who { display: grid; flex: 1; min-inline-size: 0; }
  .who h2 { font-size: var(--_text-m); }
  .about { color: var(--_ink-2); font-size: var(--_text-s); }
  .online { color: var(--_good-text); }
  .bar { display: flex; align-items: center; gap: var(--_space-2); padding: var(--_space-2) var(--_space-4); background: var(--_warn-soft); color: var(--_warn-text); font-size: var(--_text-s); }
  .bar.bad { background: var(--_bad-soft); color: var(--_bad-text); }
  .bar > span { flex: 1; }
  .log { display: flex; flex-direction: column; min-block-size: 0; padding: var(--_space-4) var(--_aside); overflow: auto; overscroll-behavior: contain; overflow-anchor: none; }
  .log::before { content: ''; flex: 1; }
  .thread { flex: none; }
  /* What stands between two items is theirs: a height is measured whole. */
  .item { display: flex; flex-direction: column; }
  .edge { align-self: center; padding: var(--_space-2); color: var(--_ink-3); font-size: var(--_text-s); }
  .day, .system { align-self: center; padding: var(--_space-3) var(--_space-2) var(--_space-1); color: var(--_ink-3); font-size: var(--_text-s); text-align: center; }
  .day { font-weight: 500; color: var(--_ink-2); }
  .unread { display: flex; align-items: center; gap: var(--_space-2); padding-block: var(--_space-2); color: var(--_accent-text); font-size: var(--_text-s); font-weight: 500; }
  .unread::before, .unread::after { content: ''; flex: 1; border-block-start: 1px solid var(--_accent); opacity: .4; }
  .message { --_bubble: var(--pbx-message-radius, var(--_radius-l)); display: grid; justify-items: start; gap: 2px; max-inline-size: min(76%, 560px); margin-block-start: 2px; }
  .message.first { margin-block-start: var(--_space-3); }
  .message.own { align-self: flex-end; justify-items: end; }
  .author { padding-inline: var(--_space-1); color: var(--_ink-3); font-size: var(--_text-s); }
  .bubble { padding: var(--_space-2) var(--_space-3); border-radius: var(--_bubble); background: var(--pbx-message-surface, var(--_sunken)); color: var(--pbx-message-ink, var(--_ink)); white-space: pre-wrap; overflow-wrap: anywhere; }
  .theirs .bubble { border-end-start-radius: 4px; }
  .theirs:not(.first) .bubble { border-start-start-radius: 4px; }
  .own .bubble { border-end-end-radius: 4px; background: var(--pbx-message-own-surface, var(--_accent)); color: var(--pbx-message-own-ink, var(--_accent-ink)); }
  .own:not(.first) .bubble { border-start-end-radius: 4px; }
  .own .bubble a { color: inherit; }
  .own.failed .bubble { background: var(--_bad-soft); color: var(--_bad-text); }
  .foot { display: flex; flex-wrap: wrap; align-items: center; justify-content: inherit; gap: var(--_space-1); padding: 2px var(--_space-1); color: var(--_ink-3); font-size: var(--_text-xs); }
  .own .foot { justify-content: flex-end; }
  .foot.bad { color: var(--_bad-text); font-size: var(--_text-s); }
  .foot.bad .mark { font-weight: 600; }
  .foot .button { min-block-size: 24px; padding-inline: var(--_space-2); font-size: var(--_text-s); }
  .mark { display: inline-flex; align-items: center; gap: 3px; }
  .mark .icon { inline-size: 13px; block-size: 13px; }
  .mark.read { color: var(--_accent-text); }
  .files { display: grid; gap: var(--_space-1); max-inline-size: 100%; justify-items: inherit; }
  .media { box-sizing: border-box; inline-size: min(320px, 100%); padding: var(--_space-2) var(--_space-3); border-radius: var(--_bubble); background: var(--_sunken); }
  .media-head { display: flex; align-items: center; gap: var(--_space-2); }
  .media-head .file-text { flex: 1; }
  .media-head .button { margin-inline-end: calc(-1 * var(--_space-1)); }
  .play, .media audio, .media video { display: block; inline-size: 100%; block-size: 48px; margin-block-start: var(--_space-1); border-radius: var(--_radius); }
  .film .play, .media video { block-size: auto; aspect-ratio: 16 / 9; background: color-mix(in oklab, var(--_sunken), var(--_ink) 12%); }
  .play { display: flex; align-items: center; justify-content: center; gap: var(--_space-2); padding: 0; border: 0; background: color-mix(in oklab, var(--_sunken), var(--_ink) 6%); color: var(--_ink-2); font-size: var(--_text-s); cursor: pointer; }
  .play:hover { color: var(--_ink); }
  .play-mark { display: grid; place-items: center; inline-size: 32px; block-size: 32px; border-radius: var(--_radius-full); background: var(--_accent); color: var(--_accent-ink); }
  .file { display: flex; align-items: center; gap: var(--_space-3); max-inline-size: 100%; padding: var(--_space-2) var(--_space-3) var(--_space-2) var(--_space-2); border-radius: var(--_bubble); background: var(--_sunken); border: 0; color: var(--_ink); text-align: start; }
  .file .icon { box-sizing: content-box; padding: var(--_space-2); border-radius: var(--_radius); background: var(--_surface); color: var(--_ink-2); }
  button.file { cursor: pointer; }
  button.file:hover { background: color-mix(in oklab, var(--_sunken), var(--_ink) 5%); transition: background var(--_motion); }
  .file-text { display: grid; min-inline-size: 0; font-weight: 600; }
  .file-size { color: var(--_ink-2); font-size: var(--_text-xs); font-weight: 400; font-variant-numeric: tabular-nums; }
  .picture { position: relative; display: block; max-inline-size: min(320px, 100%); padding: 0; border: 0; border-radius: var(--_bubble); overflow: hidden; background: var(--_sunken); cursor: zoom-in; }
  .picture:disabled, .picture[aria-busy='true'] { cursor: default; }
  .picture[aria-busy='true'] canvas { animation: waiting 1.4s ease-in-out infinite alternate; background: color-mix(in oklab, var(--_sunken), var(--_ink) 6%); }
  @keyframes waiting { to { opacity: .35; } }
  .picture-mark { position: absolute; inset: 0; display: grid; place-items: center; color: var(--_ink-3); font-size: 18px; }
  .picture :is(img, canvas) { display: block; inline-size: auto; max-inline-size: 100%; block-size: auto; max-block-size: 280px; min-inline-size: 56px; min-block-size: 56px; object-fit: contain; color: var(--_ink-2); }
  dialog.large { inline-size: fit-content; max-inline-size: calc(100vw - 24px); max-block-size: calc(100dvh - 24px); padding: 0; border: 0; border-radius: var(--_radius-l); background: var(--_raised); color: var(--_ink); box-shadow: var(--_shadow-3); }
  dialog.large[open] { display: grid; grid-template: auto minmax(0, 1fr) / minmax(0, 1fr); }
  dialog.large::backdrop { background: rgb(10 15 30 / .6); }
  dialog.large header { gap: var(--_space-1); padding-inline: var(--_space-4) var(--_space-2); }
  dialog.large h2 { flex: 1; padding-inline-end: var(--_space-4); font-size: var(--_text-m); }
  dialog.large img { display: block; max-inline-size: 100%; max-block-size: calc(100dvh - 84px); min-inline-size: 160px; object-fit: contain; }
  .below { position: absolute; inset-block-end: var(--_space-3); inset-inline: 0; display: grid; justify-items: center; pointer-events: none; }
  .below .button { border-radius: var(--_radius-full); box-shadow: var(--_shadow-2); pointer-events: auto; }
  .foot-area { position: relative; border-block-start: 1px solid var(--_line); }
  .foot-area .below { inset-block-end: calc(100% + var(--_space-3)); }
  .typing { padding: var(--_space-2) var(--_space-1) 0; min-block-size: 24px; color: var(--_ink-3); font-size: var(--_text-s); }
  .typing:not(:empty)::before {
    content: ''; display: inline-block; inline-size: 21px; block-size: 7px; margin-inline-end: var(--_space-2);
    background: radial-gradient(circle, currentColor 2.5px, transparent 3px) 0 / 7px; animation: skeleton .8s ease-in-out infinite alternate;
  }
  .next { display: flex; flex-wrap: wrap; align-items: center; justify-content: center; gap: var(--_space-3); padding: var(--_space-4); color: var(--_ink-2); text-align: center; }
  .next .button { min-inline-size: 140px; }
  .back { margin-inline-start: calc(-1 * var(--_space-2)); }
  @container (max-width: 480px) {
    .frame { --_aside: var(--_space-3); }
    .message { max-inline-size: 88%; }
    .close-text { display: none; }
    .close { inline-size: var(--_control); padding: 0; }
  }
  @container (max-width: 300px) {
    header .avatar { display: none; }
  }
  @media (forced-colors: active) {
    .bubble, .file, .media, .picture, .bar { border: 1px solid CanvasText; }
    .own .bubble { border-color: Highlight; }
  }
`;
