import { css } from 'lit';
import { fields } from '../../shared/fields.styles.ts';

export const styles = css`
  ${fields}
  .panel { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--_space-2); padding: var(--_space-3); border: 1px solid var(--_line); border-radius: var(--_radius); background: var(--_surface); }
  .panel-title { display: flex; align-items: center; justify-content: space-between; gap: var(--_space-2); font-weight: 600; overflow-wrap: anywhere; }
  .panel-title .button { margin-block: calc(-1 * var(--_space-1)); }
  .panel-actions { display: flex; flex-wrap: wrap; gap: var(--_space-2); }
  .panel-actions .button { flex: 1 1 auto; }
  .panel-actions .numbers { flex: 0 0 auto; }
  .choices { display: grid; gap: 2px; }
  .choice, .member { display: flex; align-items: center; gap: var(--_space-3); min-block-size: var(--_row); padding: var(--_space-1) var(--_space-2); border-radius: var(--_radius); }
  .choice { cursor: pointer; }
  .choice:hover { background: color-mix(in oklab, transparent, var(--_ink) 5%); }
  .choice[aria-selected="true"] { background: var(--_accent-soft); }
  .member { padding-inline: var(--_space-1); gap: var(--_space-2); }
  .members { display: grid; }
  /* A filled disc in a ring, or two bars: told by its shape and word, and red beside. */
  .recording { display: inline-flex; align-items: center; justify-self: start; align-self: start; gap: var(--_space-1); padding: 1px var(--_space-2); border-radius: var(--_radius-full); background: var(--_bad-soft); color: var(--_bad-text); font-size: var(--_text-s); font-weight: 600; }
  .recording .icon { inline-size: 14px; }
  .recording.on .icon { fill: currentColor; animation: pulse 1.6s ease-in-out infinite; }
  .recording.paused { background: var(--_sunken); color: var(--_ink-2); }
  .marks { display: flex; flex-wrap: wrap; gap: var(--_space-2); }
  .marks:not(:has(p:not([hidden]))) { display: none; }
  .line { display: inline-flex; align-items: center; gap: var(--_space-1); color: var(--_ink-2); font-size: var(--_text-s); }
  .line.poor { color: var(--_bad-text); font-weight: 600; }
  .strength { inline-size: 12px; block-size: 10px; color: var(--_good); background: linear-gradient(currentColor 0 0) 0 100% / 3px 4px no-repeat, linear-gradient(currentColor 0 0) 4px 100% / 3px 7px no-repeat, linear-gradient(currentColor 0 0) 8px 100% / 3px 10px no-repeat; forced-color-adjust: none; }
  .fair .strength { color: var(--_warn); clip-path: inset(0 5px 0 0); }
  .poor .strength { color: var(--_bad); clip-path: inset(0 9px 0 0); }
  .figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(120px, 1fr)); gap: var(--_space-2) var(--_space-3); margin: 0; }
  .figures dt { color: var(--_ink-2); font-size: var(--_text-s); }
  .figures dd { margin: 0; font-weight: 600; }
  .keys { display: grid; grid-template-columns: repeat(auto-fill, minmax(120px, 1fr)); gap: var(--_space-1) var(--_space-3); margin: 0; font-size: var(--_text-s); }
  .keys div { display: flex; align-items: center; gap: var(--_space-2); }
  .keys dd { margin: 0; }
  kbd { display: inline-block; min-inline-size: 22px; padding: 1px var(--_space-1); border: 1px solid var(--_line-strong); border-radius: 4px; color: var(--_ink-2); font: inherit; font-size: var(--_text-xs); text-align: center; }
  .actions .more { display: none; }
  @container (max-width: 279px) {
    .actions .more { display: inline-flex; }
    .actions .behind { display: none; }
  }
  @container (min-width: 520px) {
    .card:not(.maximised) .actions { grid-column: 1 / -1; grid-row: auto; grid-template-columns: repeat(auto-fill, minmax(72px, 1fr)); }
    .card:not(.maximised) .hang-up { grid-column: 3; grid-row: 1; }
    .panel.drawer .input { max-inline-size: 420px; }
    .panel-actions .button { flex: 0 0 auto; }
  }
  @media (forced-colors: active) {
    .choice[aria-selected="true"] { outline: 2px solid Highlight; outline-offset: -2px; }
    .recording { border: 1px solid CanvasText; }
  }
`;
