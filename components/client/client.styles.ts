import { css } from 'lit';

export const styles = css`
  :host { container-type: inline-size; block-size: var(--pbx-client-height, 100dvh); }
  .desk {
    position: relative; display: grid; block-size: 100%; overflow: hidden; background: var(--_canvas);
    grid-template: auto auto minmax(0, 1fr) / 208px minmax(0, 1fr);
    grid-template-areas: "top top" "note note" "nav main";
  }
  .desk.with-dock { grid-template-columns: 208px minmax(0, 1fr) 328px; grid-template-areas: "top top top" "note note note" "nav main dock"; }
  .top { grid-area: top; display: flex; align-items: center; gap: var(--_space-4); min-block-size: 52px; padding-block: var(--_space-2); padding-inline: var(--_space-4) 10px; border-block-end: 1px solid var(--_line); background: var(--_surface); }
  .brand { flex: none; inline-size: 192px; font-size: var(--_text-l); font-weight: 700; letter-spacing: -.02em; }
  .search { position: relative; flex: 0 1 340px; }
  .search .icon { position: absolute; inset-block-start: calc(50% - .625em); inset-inline-start: var(--_space-3); color: var(--_ink-3); pointer-events: none; }
  .search .input { padding-inline: 36px 56px; border-color: transparent; background: var(--_sunken); }
  .search .input:focus-visible { background: var(--_surface); }
  kbd { position: absolute; inset-block-start: 7px; inset-inline-end: 8px; padding: 0 5px; border: 1px solid var(--_line); border-radius: 4px; background: var(--_surface); color: var(--_ink-3); font: inherit; font-size: var(--_text-xs); pointer-events: none; }
  .search .input:not(:placeholder-shown) + kbd { display: none; }
  .top-end { display: flex; align-items: center; gap: var(--_space-2); margin-inline-start: auto; }
  .phone.warn { color: var(--_warn-text); background: var(--_warn-soft); border-color: transparent; }
  .phone.bad { color: var(--_bad-text); background: var(--_bad-soft); border-color: transparent; }
  .note { display: flex; flex-wrap: wrap; align-items: center; gap: var(--_space-2) var(--_space-3); grid-area: note; padding: var(--_space-2) var(--_space-4); background: var(--_warn-soft); color: var(--_warn-text); }
  nav { grid-area: nav; display: flex; flex-direction: column; gap: 2px; padding: var(--_space-3) var(--_space-2); border-inline-end: 1px solid var(--_line); overflow: auto; }
  .nav { display: flex; align-items: center; gap: 10px; min-block-size: calc(var(--_control) + 2px); padding: 0 var(--_space-2); border: 1px solid transparent; border-radius: var(--_radius); background: none; color: var(--_ink-2); font-weight: 500; text-align: start; cursor: pointer; }
  .nav:hover { background: color-mix(in oklab, transparent, var(--_ink) 5%); color: var(--_ink); }
  .nav[aria-current] { border-color: var(--_line); background: var(--_surface); color: var(--_ink); box-shadow: var(--_shadow-1); }
  .nav[aria-current] .icon { color: var(--_accent-text); }
  .nav.administration { margin-block-start: auto; }
  .badge { margin-inline-start: auto; min-inline-size: 20px; padding: 0 6px; border-radius: var(--_radius-full); background: var(--_accent-soft); color: var(--_accent-text); font-size: var(--_text-xs); font-weight: 600; line-height: 20px; text-align: center; }
  /* A client out of sight costs little when looks or language change. */
  main { content-visibility: auto; grid-area: main; display: grid; min-block-size: 0; min-inline-size: 0; background: var(--_surface); overflow: clip; }
  main > * { min-block-size: 0; }
  /* The client says it once, above everything. */
  main > ::part(stale) { display: none; }
  main > ::part(frame) { min-block-size: 0; }
  /* From its end upwards, so that what is too low for both keeps to the end: the call and its open panel stay in view, the dialer scrolls out. */
  .dock { grid-area: dock; display: flex; flex-direction: column-reverse; gap: var(--_space-3); min-block-size: 0; padding: var(--_space-3); border-inline-start: 1px solid var(--_line); overflow: auto; }
  .dialer { position: relative; order: 1; margin-block-end: auto; }
  .hide { display: none; }
  .ringing { position: fixed; inset: 64px auto auto 50%; transform: translateX(-50%); inline-size: min(440px, calc(100vw - 24px)); padding: 0; margin: 0; border: 0; border-radius: var(--_radius-l); background: none; box-shadow: var(--_shadow-3); overflow: visible; }
  .door { display: grid; grid-template-columns: minmax(0, 1fr); place-items: center; block-size: 100%; padding: var(--_space-4); background: var(--_canvas); overflow: auto; }
  .door > .skeleton { inline-size: min(360px, 100%); }
  .door-card { grid-area: auto; grid-template-columns: minmax(0, 1fr); inline-size: min(360px, 100%); gap: var(--_space-2); background: none; overflow: visible; }
  .door-brand { display: grid; justify-items: center; gap: var(--_space-3); font-size: var(--_text-xl); font-weight: 700; letter-spacing: -.02em; }
  .logo { display: grid; place-items: center; inline-size: 44px; block-size: 44px; border-radius: var(--_radius-l); background: var(--_accent); color: var(--_accent-ink); font-size: 17px; box-shadow: var(--_shadow-2); }
  .door-text { margin-block-end: var(--_space-4); color: var(--_ink-2); text-align: center; text-wrap: balance; }
  .door pbx-sign-in::part(form) { box-shadow: var(--_shadow-2); }

  @container (min-width: 1080px) {
    .dock { content-visibility: auto; }
    /* The dialer beside says it already, unless something is wrong. */
    .phone:not(.bad) { display: none; }
    /* One thing in the accent: the dialer beside has it. */
    .top .new-call { --_fill: var(--_surface); border-color: var(--_line); color: var(--_ink); }
  }
  /* The top bar searches. By class: a container query on a part would ask the list for its own width. */
  .searching pbx-extension-list::part(search) { display: none; }
  .searching pbx-extension-list::part(filters) { margin-inline-start: auto; }
  @container (max-width: 1079px) {
    .desk, .desk.with-dock { grid-template: auto auto minmax(0, 1fr) auto / 176px minmax(0, 1fr); grid-template-areas: "top top" "note note" "nav main" "nav dock"; }
    .brand { inline-size: auto; }
    /* The call stands beneath the content, so that it never covers what one writes; the dialer floats, for a moment. */
    .dock { display: block; padding: 0; border: 0; background: var(--_surface); }
    .dialer {
      display: none; position: absolute; z-index: 2; inset-block-end: var(--_space-3); inset-inline-end: var(--_space-3);
      inline-size: min(328px, calc(100% - 24px)); max-block-size: calc(100% - 76px); border-radius: var(--_radius-l); box-shadow: var(--_shadow-3); overflow: auto;
    }
    .open .dialer { display: block; }
    .hide { display: inline-flex; position: absolute; z-index: 1; inset-block-start: 10px; inset-inline-end: 46px; }
    .card { margin: var(--_space-2) var(--_space-3) var(--_space-3); }
  }
  @container (max-width: 800px) {
    kbd, .phone-word, .new-call-word { display: none; }
    .phone, .new-call { inline-size: var(--_control); padding: 0; }
  }
  @container (max-width: 640px) {
    .desk, .desk.with-dock { grid-template: auto auto minmax(0, 1fr) auto auto / minmax(0, 1fr); grid-template-areas: "top" "note" "main" "dock" "nav"; }
    .search { display: none; }
    nav { flex-direction: row; justify-content: space-around; padding: var(--_space-1) var(--_space-2) calc(var(--_space-1) + env(safe-area-inset-bottom)); border: 0; border-block-start: 1px solid var(--_line); background: var(--_surface); }
    .nav { position: relative; flex: 1; flex-direction: column; justify-content: center; gap: 2px; min-block-size: 48px; min-inline-size: 0; padding: 0 2px; border: 0; font-size: var(--_text-xs); }
    .nav .icon { inline-size: 20px; block-size: 20px; }
    .nav[aria-current] { background: none; box-shadow: none; color: var(--_accent-text); }
    .nav.administration { margin-block-start: 0; }
    .badge { position: absolute; inset-block-start: 2px; inset-inline-start: calc(50% + 6px); margin: 0; min-inline-size: 16px; padding: 0 4px; line-height: 16px; }
    .dialer { inset-block-end: 68px; }
  }
  @container (max-width: 300px) {
    .brand { display: none; }
  }
  @media (forced-colors: active) {
    .nav[aria-current] { border: 2px solid Highlight; }
    .nav .icon { color: inherit; }
    .note, .badge { border: 1px solid CanvasText; }
  }
`;
