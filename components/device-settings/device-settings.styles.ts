import { css } from 'lit';
import { banners } from '../shared/banner.ts';
import { buttons } from '../shared/buttons.styles.ts';
import { fields } from '../shared/fields.styles.ts';
import { notices } from '../shared/notice.ts';
import { selects } from '../shared/select.ts';

const styles = css`
  :host { container-type: inline-size; contain-intrinsic-inline-size: 280px; }
  .form { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--_space-3); max-inline-size: 960px; }
  .ask { display: grid; gap: var(--_space-2); justify-items: start; }
  .banner { grid-column: 1 / -1; }
  @container (min-width: 480px) {
    .form { grid-template-columns: repeat(3, minmax(0, 1fr)); align-items: end; }
    .ask, .hint { grid-column: 1 / -1; }
  }
`;

export const sheets = [buttons, fields, banners, notices, selects, styles];
