import { html, type TemplateResult } from 'lit';
import { emoji } from '../../components/shared/emoji.ts';

const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8 };

/** One stop for the Tab key; arrows move inside. The glyphs are the system's own: no font, no picture is fetched. */
function move(event: KeyboardEvent): void {
  const step = steps[event.key];
  const panel = event.currentTarget as HTMLElement;
  if (!step) return;
  const buttons = [...panel.children] as HTMLElement[];
  const next = buttons[buttons.indexOf(event.target as HTMLElement) + step];
  event.preventDefault();
  if (!next) return;
  for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
  next.focus();
}

/** The panel of emoji; fetched when it is first asked for. */
export function emojiPanel(label: string, pick: (glyph: string) => void): TemplateResult {
  const glyphs = Object.values(emoji).flat();
  return html`<div class="emoji" role="group" aria-label=${label} @keydown=${move}>
    ${glyphs.map((glyph, index) => html`<button type="button" tabindex=${index ? -1 : 0} @click=${() => pick(glyph)}>${glyph}</button>`)}
  </div>`;
}
