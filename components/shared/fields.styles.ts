import { css } from 'lit';

/** Form fields: `field` (label over control), `input` (text, or a `<select>` framed by select.ts), `hint` and `field-error` beneath. */
export const fields = css`
  .field { display: grid; gap: var(--_space-1); }
  .field > label { font-size: var(--_text-s); font-weight: 500; color: var(--_ink-2); }
  .input {
    inline-size: 100%; min-block-size: var(--_control); padding: 0 var(--_space-3); margin: 0;
    border: 1px solid var(--_line-strong); border-radius: var(--_radius);
    background: var(--_surface); color: var(--_ink);
    transition: border-color var(--_motion);
  }
  .input.large { min-block-size: 40px; font-size: var(--_text-m); }
  .input::placeholder { color: var(--_ink-3); opacity: 1; }
  .input:focus-visible { outline: 2px solid var(--_accent); outline-offset: -1px; border-color: transparent; }
  .input:disabled { opacity: .5; cursor: not-allowed; }
  .input[aria-invalid="true"] { border-color: var(--_bad); }
  .hint { font-size: var(--_text-s); color: var(--_ink-3); }
  .field-error { display: flex; gap: var(--_space-1); font-size: var(--_text-s); color: var(--_bad-text); }
  @media (pointer: coarse) {
    /* iOS zooms the page into a field whose text is smaller */
    .input { font-size: 16px; }
  }
  @media (forced-colors: active) {
    .input { border-color: FieldText; }
  }
`;
