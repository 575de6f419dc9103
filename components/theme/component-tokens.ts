import type { ColorRole, Pair } from './palette.ts';

/**
 * The third layer: what a single thing takes, `message-surface` as `--pbx-message-surface`, and the token of the system it is
 * where the page sets none. The same stands as the fallback in the sheet of the room that draws it; a test compares them. Only
 * what product teams really repaint alone: each is a promise to keep, and bytes on every page.
 */
export const componentColors = {
  'message-surface': 'sunken', 'message-ink': 'ink', 'message-own-surface': 'accent', 'message-own-ink': 'accent-ink',
  'chat-header-surface': 'accent', 'chat-header-ink': 'accent-ink',
  'key-surface': 'sunken', 'key-ink': 'ink',
  'call-ringing-surface': 'warn-soft', 'call-ringing-ink': 'warn-text', 'call-talking-surface': 'good-soft', 'call-talking-ink': 'good-text',
  'call-held-surface': 'accent-soft', 'call-held-ink': 'accent-text', 'call-ended-surface': 'sunken', 'call-ended-ink': 'ink-2',
  'presence-available': 'good', 'presence-busy': 'bad', 'presence-away': 'warn', 'presence-ringing': 'warn', 'presence-offline': 'calm',
} as const satisfies Record<string, ColorRole>;

/** As above, of sizes; they follow the theme's radius. */
export const componentShapes = {
  'message-radius': 'radius-l', 'key-radius': 'radius', 'card-radius': 'radius-l', 'button-radius': 'radius',
} as const;

export type ComponentColor = keyof typeof componentColors;
export const componentColorNames = Object.keys(componentColors) as ComponentColor[];

const on = (minimum: 4.5 | 3, foreground: ComponentColor | ColorRole, ...backgrounds: (ComponentColor | ColorRole)[]): Pair<ComponentColor | ColorRole>[] =>
  backgrounds.map((background) => ({ foreground, background, minimum }));

/** Which of them meet on the screen. As long as a page sets none, the pairs of their roles hold for them. */
export const componentPairs: readonly Pair<ComponentColor | ColorRole>[] = [
  ...on(4.5, 'message-ink', 'message-surface'),
  // a link in a message
  ...on(4.5, 'accent-text', 'message-surface'),
  ...on(4.5, 'message-own-ink', 'message-own-surface'),
  ...on(4.5, 'chat-header-ink', 'chat-header-surface'),
  ...on(4.5, 'key-ink', 'key-surface'),
  ...(['ringing', 'talking', 'held', 'ended'] as const).flatMap((state) => on(4.5, `call-${state}-ink`, `call-${state}-surface`)),
  ...(['available', 'busy', 'away', 'ringing', 'offline'] as const).flatMap((state) => on(3, `presence-${state}`, 'surface', 'raised', 'sunken', 'accent-soft')),
];
