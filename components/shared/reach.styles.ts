import { css } from 'lit';

/** The mark of somebody's reach, or of a phone's: disc, square, diamond, ring. The word stands beside it. */
export const reaches = css`
  .reach {
    --_reach: var(--pbx-presence-available, var(--_good));
    display: inline-block; flex: none; inline-size: 8px; block-size: 8px; border-radius: var(--_radius-full); background: var(--_reach); forced-color-adjust: none;
  }
  .reach.busy { --_reach: var(--pbx-presence-busy, var(--_bad)); border-radius: 1.5px; }
  .reach.ringing { --_reach: var(--pbx-presence-ringing, var(--_warn)); border-radius: 2px; transform: rotate(45deg); }
  .reach.away { --_reach: var(--pbx-presence-away, var(--_warn)); }
  .reach.gone { --_reach: var(--pbx-presence-offline, var(--_calm)); }
  .reach:is(.away, .gone) { background: var(--_surface); box-shadow: inset 0 0 0 2px var(--_reach); }
`;
