import { css } from 'lit';
import { avatars } from '../shared/avatar.ts';
import { banners } from '../shared/banner.ts';
import { buttons } from '../shared/buttons.styles.ts';
import { fields } from '../shared/fields.styles.ts';
import { notices } from '../shared/notice.ts';

const styles = css`
  :host { container-type: inline-size; contain-intrinsic-inline-size: 320px; }
  .form {
    display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--_space-4); max-inline-size: 380px; margin-inline: auto; padding: var(--_space-5);
    border: 1px solid var(--_line); border-radius: var(--pbx-card-radius, var(--_radius-l)); background: var(--_surface);
  }
  .title { font-size: var(--_text-xl); letter-spacing: -.015em; line-height: 1.2; }
  .about { color: var(--_ink-2); }
  .secret { position: relative; }
  .secret .input { padding-inline-end: 42px; }
  .secret .button { position: absolute; inset-block: 4px; inset-inline-end: 4px; }
  .link {
    justify-self: center; min-block-size: 24px; padding: 0 var(--_space-1); margin: 0; border: 0; border-radius: var(--_radius-s);
    background: none; color: var(--_accent-text); cursor: pointer;
  }
  .link:hover:not(:disabled) { text-decoration: underline; }
  .link:disabled { opacity: .5; cursor: not-allowed; }
  .account { display: flex; flex-wrap: wrap; align-items: center; gap: var(--_space-3); min-block-size: var(--_row); }
  .account-text { flex: 1; min-inline-size: 0; }
  @container (max-width: 359px) {
    .form { padding: var(--_space-4); }
  }
`;

export const sheets = [buttons, fields, banners, notices, avatars, styles];
