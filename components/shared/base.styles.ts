import { css } from 'lit';

/**
 * Beneath every element's own sheet. Nothing hangs on `:host` but its box: a page's `* { … }` would win over it. What is
 * `!important` here holds against the rooms' own rules, which are more specific: what is hidden has no `display`, who wants
 * less motion gets it everywhere, and buttons that are small beside a mouse (tabs, tools of a band) are whole under a finger.
 */
export const base = css`
  :host { display: block; }
  :host([hidden]), [hidden] { display: none !important; }
  *, ::before, ::after { box-sizing: border-box; }
  :host > * {
    color: var(--_ink);
    font: 400 var(--_text) / 1.45 var(--_font);
    letter-spacing: normal;
    text-align: start;
    text-transform: none;
    -webkit-text-size-adjust: 100%;
  }
  h2, p, ul { margin: 0; padding: 0; }
  h2 { font: inherit; font-weight: 600; }
  ul { list-style: none; }
  button, input, select, textarea { font: inherit; color: inherit; letter-spacing: inherit; }
  a { color: var(--_accent-text); }
  .icon {
    inline-size: round(1.25em, 2px); aspect-ratio: 1; flex: none;
    fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round;
  }
  .numbers { font-variant-numeric: tabular-nums; }
  .visually-hidden {
    position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
  }
  .ellipsis { overflow: clip; text-overflow: ellipsis; white-space: nowrap; min-inline-size: 0; }
  :focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px; }
  @media (prefers-reduced-motion: reduce) {
    *, ::before, ::after { animation: none !important; transition-property: none !important; }
  }
  @media (pointer: coarse) {
    :host > * { --_control: 44px; }
    button, select, .input { min-block-size: 44px !important; min-inline-size: 44px; }
  }
  @media (forced-colors: active) {
    :focus-visible { outline-color: Highlight; }
  }
`;
