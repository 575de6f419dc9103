import { css } from 'lit';

/**
 * The public tokens `--pbx-*` of the first two layers and what they are when the page sets none: the reference (`neutral`,
 * `accent`, `good`, `warn`, `bad`, `font`, `radius`, the sizes of text and space), and the system that is derived from it. The
 * third, what a single thing takes, stands in `component-tokens.ts` and in the sheets of the rooms. Elements read the private
 * twin `--_*`, so a page may set any of them on `:root`, on a provider or on one element, and needs no style sheet of ours.
 * Light or dark follows the page's own `color-scheme`. Text on its own surface is at least 4.5:1, lines that carry
 * meaning 3:1. The twins stand on the shadow root's children, where no rule of the page reaches them.
 */
export const tokens = css`
  :host > * {
    --_font: var(--pbx-font, "Inter", system-ui, sans-serif);
    --_text-xs: var(--pbx-text-xs, 11px);
    --_text-s: var(--pbx-text-s, 12px);
    --_text: var(--pbx-text, 13px);
    --_text-m: var(--pbx-text-m, 14px);
    --_text-l: var(--pbx-text-l, 16px);
    --_text-xl: var(--pbx-text-xl, 20px);
    --_text-2xl: var(--pbx-text-2xl, 28px);

    --_space-1: var(--pbx-space-1, 4px);
    --_space-2: var(--pbx-space-2, 8px);
    --_space-3: var(--pbx-space-3, 12px);
    --_space-4: var(--pbx-space-4, 16px);
    --_space-5: var(--pbx-space-5, 24px);
    --_space-6: var(--pbx-space-6, 32px);

    --_radius: var(--pbx-radius, 8px);
    --_radius-s: var(--pbx-radius-s, calc(var(--_radius) * .75));
    --_radius-l: var(--pbx-radius-l, calc(var(--_radius) * 1.75));
    --_radius-full: var(--pbx-radius-full, 999px);
    --_row: var(--pbx-row, 44px);
    --_control: var(--pbx-control, 32px);
    --_motion: var(--pbx-motion, 140ms cubic-bezier(.2, 0, 0, 1));

    /* surfaces, lines and three inks (what it is, about it, beside it), all of one neutral colour, of which they take no more chroma than they can bear */
    --_neutral: var(--pbx-neutral, oklch(.6 .02 258));
    --_canvas: var(--pbx-canvas, light-dark(oklch(from var(--_neutral) .97 min(c, .005) h), oklch(from var(--_neutral) .17 min(c, .015) h)));
    --_surface: var(--pbx-surface, light-dark(#fff, oklch(from var(--_neutral) .21 min(c, .015) h)));
    --_raised: var(--pbx-raised, light-dark(#fff, oklch(from var(--_neutral) .25 min(c, .015) h)));
    --_sunken: var(--pbx-sunken, light-dark(oklch(from var(--_neutral) .955 min(c, .005) h), oklch(from var(--_neutral) .15 min(c, .015) h)));
    --_line: var(--pbx-line, light-dark(oklch(from var(--_neutral) .91 min(c, .01) h), oklch(from var(--_neutral) .3 min(c, .015) h)));
    --_line-strong: var(--pbx-line-strong, light-dark(oklch(from var(--_neutral) .62 min(c, .015) h), oklch(from var(--_neutral) .6 min(c, .015) h)));
    --_ink: var(--pbx-ink, light-dark(oklch(from var(--_neutral) .24 min(c, .015) h), oklch(from var(--_neutral) .95 min(c, .005) h)));
    --_ink-2: var(--pbx-ink-2, light-dark(oklch(from var(--_neutral) .47 min(c, .015) h), oklch(from var(--_neutral) .76 min(c, .015) h)));
    --_ink-3: var(--pbx-ink-3, light-dark(oklch(from var(--_neutral) .53 min(c, .015) h), oklch(from var(--_neutral) .69 min(c, .015) h)));

    /* the accent: only what can be pressed and what is chosen. The rest follows it, so a page may set it alone */
    --_accent: var(--pbx-accent, light-dark(oklch(.53 .19 258), oklch(.72 .14 258)));
    --_accent-ink: var(--pbx-accent-ink, oklch(from var(--_accent) clamp(.17, (.55 - l) * 999, 1) 0 h));
    --_accent-soft: var(--pbx-accent-soft, light-dark(oklch(from var(--_accent) .955 min(c, .025) h), oklch(from var(--_accent) .3 min(c, .07) h)));
    --_accent-text: var(--pbx-accent-text, light-dark(oklch(from var(--_accent) .47 min(c, .18) h), oklch(from var(--_accent) .8 min(c, .11) h)));

    /* meanings: each comes with a shape and a word, never colour alone; its soft ground and its text follow it */
    --_good: var(--pbx-good, light-dark(oklch(.5 .13 152), oklch(.76 .16 152)));
    --_good-ink: var(--pbx-good-ink, light-dark(#fff, #001));
    --_good-soft: var(--pbx-good-soft, light-dark(oklch(from var(--_good) .955 min(c, .04) h), oklch(from var(--_good) .29 min(c, .05) h)));
    --_good-text: var(--pbx-good-text, light-dark(oklch(from var(--_good) .44 min(c, .11) h), oklch(from var(--_good) .82 min(c, .14) h)));
    --_warn: var(--pbx-warn, light-dark(oklch(.62 .14 65), oklch(.8 .14 75)));
    --_warn-soft: var(--pbx-warn-soft, light-dark(oklch(from var(--_warn) .96 min(c, .04) h), oklch(from var(--_warn) .31 min(c, .05) h)));
    --_warn-text: var(--pbx-warn-text, light-dark(oklch(from var(--_warn) .47 min(c, .1) h), oklch(from var(--_warn) .86 min(c, .12) h)));
    --_bad: var(--pbx-bad, light-dark(oklch(.57 .2 25), oklch(.7 .17 25)));
    --_bad-ink: var(--pbx-bad-ink, light-dark(#fff, #001));
    --_bad-soft: var(--pbx-bad-soft, light-dark(oklch(from var(--_bad) .955 min(c, .025) h), oklch(from var(--_bad) .3 min(c, .07) h)));
    --_bad-text: var(--pbx-bad-text, light-dark(oklch(from var(--_bad) .48 min(c, .18) h), oklch(from var(--_bad) .82 min(c, .11) h)));
    --_calm: var(--pbx-calm, oklch(from var(--_neutral) .6 min(c, .015) h));

    --_shadow-1: var(--pbx-shadow-1, 0 1px 2px #0f14280f);
    --_shadow-2: var(--pbx-shadow-2, 0 4px 14px #0f14281a);
    --_shadow-3: var(--pbx-shadow-3, 0 18px 48px #0f142838);
  }
`;
