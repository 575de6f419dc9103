import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import '../../components/client/define.ts';
import { createFakeSession, type FakeSession } from '../../components/testing/index.ts';
import { storyClock } from '../support.ts';
import { createTheme, readTheme, ThemeError, type ContrastRow, type Theme } from '../../components/theme/index.ts';

const fonts = ['"Inter", system-ui, sans-serif', 'Georgia, "Times New Roman", serif', '"Trebuchet MS", "Segoe UI", sans-serif', '"Courier New", ui-monospace, monospace', 'system-ui, sans-serif'];

/**
 * One colour, one font, one radius; a whole desk follows. Below: every pair of colours that meet on the screen, with its
 * contrast, and the theme to take away as CSS or as design tokens. A token file a designer changed can be read in again.
 */
export class ThemeEditor extends LitElement {
  static override styles = css`
    :host { display: block; padding: 20px; color: light-dark(#1b1e26, #eceef2); font: 13px/1.45 system-ui, sans-serif; }
    .tools { display: flex; flex-wrap: wrap; gap: 20px; align-items: end; margin-block-end: 16px; }
    .tools > * { min-inline-size: 0; }
    label { display: grid; grid-template-columns: minmax(0, 1fr); gap: 4px; font-weight: 600; }
    input, select, button, textarea { font: inherit; color: inherit; }
    input[type=color] { inline-size: 64px; block-size: 34px; padding: 2px; border: 1px solid light-dark(#8a8f9a, #757b86); border-radius: 6px; background: none; }
    input[type=text], select, button { min-block-size: 34px; padding: 0 10px; border: 1px solid light-dark(#8a8f9a, #757b86); border-radius: 6px; background: light-dark(#fff, #171920); }
    button { cursor: pointer; font-weight: 600; }
    .problem { color: light-dark(#a3121e, #ff9d97); font-weight: 600; }
    .desk { block-size: 620px; margin-block-end: 20px; border: 1px solid light-dark(#dfe2e9, #2c303a); border-radius: 12px; overflow: hidden; }
    pbx-client { --pbx-client-height: 620px; }
    .below { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(420px, 100%), 1fr)); gap: 24px; }
    table { inline-size: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
    th, td { padding: 4px 8px; border-block-end: 1px solid light-dark(#dfe2e9, #2c303a); text-align: start; overflow-wrap: anywhere; }
    td.fails { color: light-dark(#a3121e, #ff9d97); font-weight: 700; }
    .scroll { max-block-size: 420px; overflow: auto; }
    textarea { box-sizing: border-box; inline-size: 100%; block-size: 340px; padding: 10px; border: 1px solid light-dark(#8a8f9a, #757b86); border-radius: 6px; background: light-dark(#fff, #0e1117); font: 12px/1.5 ui-monospace, monospace; }
    h2 { margin: 0 0 8px; font-size: 15px; }
    .actions { display: flex; flex-wrap: wrap; gap: 8px; margin-block: 8px; }
    :focus-visible { outline: 2px solid; outline-offset: 2px; }
  `;

  @state() private accent = '#0a66dc';
  @state() private font = fonts[0]!;
  @state() private radius = 8;
  @state() private theme: Theme = createTheme({ accent: '#0a66dc' });
  @state() private problem = '';
  @state() private shown: 'css' | 'tokens' = 'css';
  @state() private told = '';
  private readonly sheet = new CSSStyleSheet();
  private readonly session: FakeSession = createFakeSession('onCall', storyClock);

  override connectedCallback(): void {
    super.connectedCallback();
    this.shadowRoot?.adoptedStyleSheets.push(this.sheet);
    this.use(this.theme);
  }

  private use(theme: Theme): void {
    this.theme = theme;
    this.problem = '';
    this.sheet.replaceSync(theme.css('.desk'));
  }

  private attempt(make: () => Theme): void {
    try {
      this.use(make());
    } catch (error) {
      this.problem = error instanceof ThemeError ? error.message : 'This is no theme.';
    }
  }

  private readonly derive = (): void => this.attempt(() => createTheme({ accent: this.accent, font: this.font, radius: this.radius }));

  private get output(): string {
    return this.shown === 'css' ? this.theme.css() : JSON.stringify(this.theme.tokens(), null, 2);
  }

  private readonly copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(this.output);
    this.told = 'Copied.';
  };

  private readonly readBack = (event: Event): void => {
    const { value } = event.target as HTMLTextAreaElement;
    if (this.shown !== 'tokens') return;
    this.attempt(() => {
      try {
        return readTheme(JSON.parse(value));
      } catch (error) {
        if (error instanceof SyntaxError) throw new ThemeError('INVALID_TOKENS', 'This is not JSON.');
        throw error;
      }
    });
  };

  private tools(): TemplateResult {
    return html`<div class="tools">
      <label>Colour <input type="color" .value=${this.accent.startsWith('#') ? this.accent : '#000000'} @input=${(event: Event) => { this.accent = (event.target as HTMLInputElement).value; this.derive(); }}></label>
      <label>or any CSS colour <input type="text" name="accent" .value=${this.accent} @change=${(event: Event) => { this.accent = (event.target as HTMLInputElement).value; this.derive(); }}></label>
      <label>Font <select @change=${(event: Event) => { this.font = (event.target as HTMLSelectElement).value; this.derive(); }}>${fonts.map((font) => html`<option ?selected=${font === this.font}>${font}</option>`)}</select></label>
      <label>Radius ${this.radius} px <input type="range" min="0" max="24" .value=${String(this.radius)} @input=${(event: Event) => { this.radius = Number((event.target as HTMLInputElement).value); this.derive(); }}></label>
      <span class="problem" role="alert">${this.problem}</span>
    </div>`;
  }

  private contrasts(rows: readonly ContrastRow[]): TemplateResult {
    const failing = rows.filter(({ holds }) => !holds).length;
    return html`<section><h2>Contrast: ${failing === 0 ? `all ${rows.length} pairs hold` : `${failing} of ${rows.length} pairs do not hold`}</h2>
      <div class="scroll" tabindex="0" role="group" aria-label="Contrast of every pair"><table>
        <thead><tr><th>Scheme</th><th>On</th><th>Colour</th><th>Ratio</th><th>Needed</th></tr></thead>
        <tbody>${rows.map(({ scheme, foreground, background, ratio, minimum, holds }) => html`<tr><td>${scheme}</td><td>${background}</td><td>${foreground}</td><td class=${holds ? '' : 'fails'}>${ratio.toFixed(2)}${holds ? nothing : ' ✗'}</td><td>${minimum}</td></tr>`)}</tbody>
      </table></div></section>`;
  }

  protected override render(): TemplateResult {
    return html`${this.tools()}
      <div class="desk"><pbx-client .session=${this.session} section="inbox"></pbx-client></div>
      <div class="below">
        ${this.contrasts(this.theme.contrasts())}
        <section><h2>Take it away</h2>
          <div class="actions">
            <button aria-pressed=${this.shown === 'css'} @click=${() => { this.shown = 'css'; }}>CSS</button>
            <button aria-pressed=${this.shown === 'tokens'} @click=${() => { this.shown = 'tokens'; }}>Design tokens</button>
            <button @click=${this.copy}>Copy</button><span role="status">${this.told}</span>
          </div>
          <textarea aria-label="The theme; changed design tokens are read in" spellcheck="false" .value=${this.output} ?readonly=${this.shown === 'css'} @change=${this.readBack}></textarea>
        </section>
      </div>`;
  }
}

if (!customElements.get('theme-editor')) customElements.define('theme-editor', ThemeEditor);
