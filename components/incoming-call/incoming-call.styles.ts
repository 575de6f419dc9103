import { css } from 'lit';
import { avatars } from '../shared/avatar.ts';
import { banners } from '../shared/banner.ts';
import { buttons } from '../shared/buttons.styles.ts';
import { notices } from '../shared/notice.ts';

const styles = css`
  :host { container-type: inline-size; contain-intrinsic-inline-size: 320px; }
  :host(:state(empty)) { display: none; }
  .cards { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--_space-2); max-inline-size: 960px; margin-inline: auto; }
  .card {
    overflow: hidden; border: 1px solid var(--_line); border-radius: var(--pbx-card-radius, var(--_radius-l));
    background: var(--_raised); box-shadow: var(--_shadow-2); animation: arrive var(--_motion);
  }
  @keyframes arrive { from { opacity: 0; transform: translateY(6px); } }
  .band {
    display: flex; align-items: center; gap: var(--_space-2); min-block-size: 36px; padding-inline: var(--_space-3);
    background: var(--pbx-call-ringing-surface, var(--_warn-soft)); color: var(--pbx-call-ringing-ink, var(--_warn-text)); font-size: var(--_text-s);
  }
  .mark { display: inline-flex; animation: ring 1.1s ease-in-out infinite; }
  @keyframes ring { 0%, 40%, 100% { transform: none; } 10%, 30% { transform: rotate(-14deg); } 20% { transform: rotate(14deg); } }
  .body { display: grid; gap: var(--_space-4); padding: var(--_space-4) var(--_space-3) var(--_space-3); }
  .who { display: flex; align-items: center; gap: var(--_space-3); min-inline-size: 0; padding-inline: var(--_space-1); }
  .who-text { display: grid; min-inline-size: 0; }
  .name { font-size: var(--_text-l); font-weight: 600; letter-spacing: -.01em; }
  .about { color: var(--_ink-2); font-size: var(--_text-s); }
  .choice { display: flex; gap: var(--_space-2); }
  .choice .button { flex: 1; }
  @container (max-width: 239px) {
    .choice { flex-direction: column-reverse; }
  }
  @container (min-width: 520px) {
    .body { grid-template-columns: minmax(0, 1fr) auto; align-items: center; padding-block: var(--_space-3); }
    .banner { grid-column: 1 / -1; grid-row: 2; }
    .choice .button { min-inline-size: 120px; }
  }
  @media (forced-colors: active) {
    .band { border-block-end: 1px solid CanvasText; }
  }
`;

export const sheets = [buttons, avatars, banners, notices, styles];
