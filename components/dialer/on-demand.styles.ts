import { css } from 'lit';
import { avatars } from '../shared/avatar.ts';
import { banners } from '../shared/banner.ts';

const people = css`
  .people { display: grid; gap: 2px; margin-inline: calc(-1 * var(--_space-1)); }
  .person {
    display: flex; align-items: center; gap: var(--_space-3); min-block-size: var(--_row); padding: var(--_space-1) var(--_space-2);
    border-radius: var(--_radius); cursor: pointer;
  }
  .person:hover { background: color-mix(in oklab, transparent, var(--_ink) 5%); }
  .person[aria-selected="true"] { background: var(--_accent-soft); }
  .person-text { display: grid; flex: 1; min-inline-size: 0; line-height: 1.3; }
  .person-name { font-weight: 500; }
  .person-about { font-size: var(--_text-s); color: var(--_ink-2); }
  .person-number { color: var(--_ink-2); }
  @media (forced-colors: active) {
    .person[aria-selected="true"] { outline: 2px solid Highlight; outline-offset: -2px; }
  }
`;

export const sheets = [avatars, banners, people];
