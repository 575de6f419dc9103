import { css } from 'lit';
import { avatars } from '../shared/avatar.ts';
import { banners } from '../shared/banner.ts';
import { buttons } from '../shared/buttons.styles.ts';
import { keypads } from '../shared/keypad.ts';
import { notices } from '../shared/notice.ts';

const styles = css`
  :host { container-type: inline-size; contain-intrinsic-inline-size: 320px; }
  :host(:state(empty)) { display: none; }
  .calls { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--_space-2); max-inline-size: 960px; margin-inline: auto; }
  .card {
    display: block; inline-size: 100%; margin: 0; padding: 0; overflow: clip;
    border: 1px solid var(--_line); border-radius: var(--pbx-card-radius, var(--_radius-l));
    background: var(--_raised); color: var(--_ink); box-shadow: var(--_shadow-2);
    animation: arrive var(--_motion);
  }
  @keyframes arrive { from { opacity: 0; transform: translateY(6px); } }
  .band, .waiting { --_band: var(--pbx-call-talking-surface, var(--_good-soft)); --_band-ink: var(--pbx-call-talking-ink, var(--_good-text)); }
  .ringing { --_band: var(--pbx-call-ringing-surface, var(--_warn-soft)); --_band-ink: var(--pbx-call-ringing-ink, var(--_warn-text)); }
  .held { --_band: var(--pbx-call-held-surface, var(--_accent-soft)); --_band-ink: var(--pbx-call-held-ink, var(--_accent-text)); }
  .ended { --_band: var(--pbx-call-ended-surface, var(--_sunken)); --_band-ink: var(--pbx-call-ended-ink, var(--_ink-2)); }
  .band {
    display: flex; align-items: center; gap: var(--_space-2);
    min-block-size: 36px; padding-inline: var(--_space-3) var(--_space-1);
    background: var(--_band); color: var(--_band-ink); font-size: var(--_text-s);
    transition: background var(--_motion);
  }
  .band-text { display: flex; gap: var(--_space-2); white-space: nowrap; }
  strong { font-weight: 600; }
  .band-name { font-weight: 500; }
  .band-tools { display: flex; gap: 2px; margin-inline-start: auto; }
  .band-tools .button { color: inherit; }
  .band-tools .danger { color: var(--_bad-ink); inline-size: 36px; }
  .button.small { min-block-size: 28px; }
  .button.small.icon-only { inline-size: 28px; }
  /* one shape a state: pulsing ring, disc, two bars, hollow */
  .mark { flex: none; inline-size: 8px; block-size: 8px; border-radius: var(--_radius-full); background: currentColor; color: var(--_band-ink); }
  .ringing .mark { background: none; border: 2px solid currentColor; animation: pulse 1.2s ease-in-out infinite; }
  .held .mark { border-radius: 0; background: linear-gradient(90deg, currentColor 0 34%, transparent 34% 66%, currentColor 66%); }
  .ended .mark { background: none; border: 2px solid var(--_calm); }
  @keyframes pulse { 50% { transform: scale(1.35); opacity: .6; } }
  .body { display: flex; flex-direction: column; gap: var(--_space-3); padding: var(--_space-4) var(--_space-3) var(--_space-3); }
  .who { display: flex; align-items: center; gap: var(--_space-3); min-inline-size: 0; padding-inline: var(--_space-1); }
  .who-text { display: grid; min-inline-size: 0; flex: 1; }
  .name { font-size: var(--_text-l); font-weight: 600; letter-spacing: -.01em; }
  .about { display: flex; flex-wrap: wrap; align-items: center; column-gap: var(--_space-1); color: var(--_ink-2); font-size: var(--_text-s); }
  .muted { display: inline-flex; align-items: center; gap: var(--_space-1); flex: none; padding-inline: var(--_space-2); border-radius: var(--_radius-full); background: var(--_warn-soft); color: var(--_warn-text); font-size: var(--_text-xs); }
  .reason { padding-inline: var(--_space-1); color: var(--_ink-2); }
  .actions { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: var(--_space-1); }
  .actions .button { white-space: normal; line-height: 1.2; padding-inline: 0; }
  .drawer { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--_space-2); padding-block: var(--_space-1); animation: arrive var(--_motion); }
  .digits { display: block; min-block-size: 33px; border-block-end: 1px solid var(--_line); font-size: var(--_text-xl); text-align: center; letter-spacing: .06em; overflow-wrap: anywhere; direction: ltr; }
  /* Never below the fold, however much stands above it: in whatever scrolls around the card. */
  .hang-up { position: sticky; inset-block-end: 0; box-shadow: 0 0 0 var(--_space-2) var(--_raised); }
  .ended-actions { display: flex; flex-wrap: wrap; gap: var(--_space-2); }
  .ended-actions .button { flex: 1; }
  .ended-actions :last-child { background: none; }
  .waiting-list { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--_space-2); }
  .waiting {
    display: flex; align-items: center; gap: var(--_space-3); min-block-size: var(--_row); padding: var(--_space-2) var(--_space-3);
    border: 1px solid var(--_line); border-radius: var(--_radius-l); background: var(--_surface);
  }
  .card.maximised:popover-open { position: fixed; inset: 0; inline-size: 100%; block-size: 100%; max-inline-size: none; max-block-size: none; border: 0; border-radius: 0; overflow: auto; }
  .maximised .body { inline-size: min(420px, 100%); margin: min(12vh, 96px) auto 0; gap: var(--_space-4); }
  .maximised .who { flex-direction: column; text-align: center; }
  .maximised .who-text { flex: none; max-inline-size: 100%; }
  .maximised .about { justify-content: center; }
  .maximised .reason { text-align: center; }
  .maximised .name { font-size: var(--_text-2xl); }
  @container (max-width: 339px) {
    .body { gap: var(--_space-2); padding-block-start: var(--_space-3); }
    .actions .button { font-size: var(--_text-xs); }
  }
  @container (max-width: 259px) {
    .actions { grid-template-columns: repeat(2, minmax(0, 1fr)); }
    .waiting .avatar { display: none; }
  }
  @container (min-width: 520px) {
    .card:not(.maximised) .body { display: grid; grid-template-columns: minmax(0, 1fr) auto auto; align-items: center; padding-block: var(--_space-3); }
    .card:not(.maximised) .body > * { grid-column: 1 / -1; }
    .card:not(.maximised) .who { grid-column: 1; grid-row: 1; }
    .card:not(.maximised) .actions { grid-column: 2; grid-row: 1; grid-template-columns: repeat(4, minmax(52px, auto)); }
    .card:not(.maximised) .hang-up { grid-column: 3; grid-row: 1; inline-size: auto; }
    .card:not(.maximised) .reason { grid-column: 1; grid-row: 2; padding-inline-start: calc(46px + var(--_space-4)); margin-block-start: calc(-1 * var(--_space-3)); }
    .card:not(.maximised) .ended-actions { grid-column: 3; grid-row: 1 / 3; }
    .drawer .keypad { inline-size: min(360px, 100%); margin-inline: auto; }
  }
  @media (forced-colors: active) {
    .band { border-block-end: 1px solid CanvasText; }
    .mark { forced-color-adjust: none; }
  }
`;

export const sheets = [buttons, avatars, keypads, banners, notices, styles];
