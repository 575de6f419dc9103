import { css } from 'lit';
import { buttons } from '../shared/buttons.styles.ts';
import { fields } from '../shared/fields.styles.ts';
import { keypads } from '../shared/keypad.ts';
import { reaches } from '../shared/reach.styles.ts';

const styles = css`
  :host { container-type: inline-size; contain-intrinsic-inline-size: 320px; }
  .panel {
    display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--_space-3); max-inline-size: 640px; margin-inline: auto; padding: var(--_space-3);
    border: 1px solid var(--_line); border-radius: var(--pbx-card-radius, var(--_radius-l)); background: var(--_surface);
  }
  .header { display: flex; align-items: center; gap: var(--_space-2); min-inline-size: 0; padding-inline-start: var(--_space-1); }
  .status { font-weight: 600; white-space: normal; }
  .own { color: var(--_ink-3); margin-inline-end: auto; }
  .settings { padding-block-end: var(--_space-1); }
  .dial { display: flex; gap: var(--_space-2); }
  .number-box { position: relative; flex: 1; min-inline-size: 0; }
  .number-box .input { padding-inline-end: 38px; }
  .erase { position: absolute; inset-block: 4px; inset-inline-end: 4px; }
  @container (max-width: 279px) {
    .dial { flex-direction: column; }
    .own { display: none; }
    .status { flex: 1; }
  }
  @container (min-width: 480px) {
    .keypad { inline-size: 360px; margin-inline: auto; }
  }
`;

export const sheets = [buttons, fields, keypads, reaches, styles];
