import { css, html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import '../../components/client/define.ts';
import { createFakeSession, type FakeSession } from '../../components/testing/index.ts';
import { storyClock } from '../support.ts';
import { openConversation, workingDay } from '../working-day.ts';
import { fontList } from '../../components/theme/brand.ts';
import { createTheme, readTheme, ThemeError, type ContrastRow, type Theme } from '../../components/theme/index.ts';

const fonts = [
  { label: 'Inter, or the system’s', value: '"Inter", system-ui, sans-serif' },
  { label: 'A serif: Charter, Georgia', value: 'Charter, Palatino, Georgia, serif' },
  { label: 'A round one: Avenir, Segoe UI', value: '"Avenir Next", "Segoe UI", "Helvetica Neue", Arial, sans-serif' },
  { label: 'A typewriter’s: Courier', value: '"Courier New", ui-monospace, monospace' },
] as const;

/** Brands to begin with, each as its owner would give it: one colour, one font, one radius. */
const brands = [
  { name: 'Klapka', accent: '#0a66dc', font: 0, radius: 8 },
  { name: 'Orchard', accent: '#1f7a4d', font: 2, radius: 12 },
  { name: 'Brick', accent: '#9d3d2e', font: 1, radius: 5 },
  { name: 'Plum', accent: '#7c3aed', font: 0, radius: 16 },
  { name: 'Graphite', accent: '#3f4754', font: 2, radius: 2 },
  { name: 'Sunflower', accent: '#f2b705', font: 0, radius: 10 },
] as const;

const schemes = [{ label: 'the scheme of the toolbar', value: '' }, { label: 'light', value: 'light' }, { label: 'dark', value: 'dark' }] as const;

const hints = {
  css: 'Put it into your page’s own style sheet. Light or dark follows the page’s color-scheme; the page loads the font.',
  tokens: 'Change them here, or paste a file of yours: the desk follows when you leave the field. A colour is its components; in place of them "$value": "#0a66dc" will do.',
};

/**
 * One colour, one font, one radius; a whole desk follows. Below: every pair of colours that meet on the screen, with its
 * contrast, and the theme to take away as CSS or as design tokens. A token file a designer changed can be read in again.
 */
export class ThemeEditor extends LitElement {
  static override styles = css`
    :host {
      --line: light-dark(#dfe2e9, #2c303a); --edge: light-dark(#868c98, #777e8a); --sheet: light-dark(#fff, #171920); --well: light-dark(#f4f5f8, #0e1117); --soft: light-dark(#555b69, #b0b5c0);
      display: block; padding: 24px clamp(16px, 3vw, 32px) 32px; color: light-dark(#1b1e26, #eceef2); background: var(--well);
      font: 13px/1.45 "Inter", ui-sans-serif, system-ui, "Segoe UI", Roboto, sans-serif;
    }
    h1, h2, p { margin: 0; }
    h1 { font-size: 20px; line-height: 1.3; letter-spacing: -.01em; }
    h2 { font-size: 14px; }
    .lead { margin-block: 2px 16px; color: var(--soft); }
    .card { border: 1px solid var(--line); border-radius: 12px; background: var(--sheet); overflow: hidden; }
    .tools { position: relative; display: flex; flex-wrap: wrap; gap: 16px 20px; align-items: end; margin-block-end: 16px; padding: 16px 20px; }
    .tools > * { min-inline-size: 0; }
    .brands { display: flex; flex-wrap: wrap; gap: 6px; inline-size: 100%; }
    label { display: grid; grid-template-columns: minmax(0, 1fr); gap: 6px; }
    label > span { color: var(--soft); font-weight: 500; }
    output { color: light-dark(#1b1e26, #eceef2); font-variant-numeric: tabular-nums; }
    input, select, button, textarea { box-sizing: border-box; margin: 0; font: inherit; color: inherit; }
    input[type=color], input[type=text], select, button { block-size: 34px; border: 1px solid var(--edge); border-radius: 8px; background: var(--sheet); }
    input[type=color] { inline-size: 52px; padding: 3px; }
    input[type=text] { inline-size: 160px; max-inline-size: 100%; padding: 0 10px; }
    select { inline-size: 190px; max-inline-size: 100%; padding: 0 8px; }
    input[type=range] { inline-size: 140px; block-size: 34px; accent-color: light-dark(#1b1e26, #eceef2); }
    button { display: inline-flex; gap: 8px; align-items: center; padding: 0 12px; border-color: var(--line); font-weight: 500; cursor: pointer; transition: background .14s; }
    button:hover { background: var(--well); }
    button[aria-pressed=true] { border-color: currentColor; background: var(--well); }
    .dot { inline-size: 14px; block-size: 14px; }
    .became { inline-size: 100%; color: var(--soft); }
    .became svg { margin-inline: 4px; vertical-align: -2px; }
    .hint { margin-block-end: 8px; color: var(--soft); }
    .problem:empty { position: absolute; }
    .problem:not(:empty) { padding: 7px 12px; border-radius: 8px; color: light-dark(#a3121e, #ffb3ad); background: light-dark(#fdeceb, #431c1b); }
    .desk { block-size: 720px; margin-block-end: 24px; box-shadow: 0 12px 40px rgb(15 20 40 / .1); }
    pbx-client { --pbx-client-height: 720px; }
    .below { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(440px, 100%), 1fr)); gap: 24px; align-items: start; }
    .head { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; min-block-size: 34px; margin-block-end: 8px; }
    .head h2 { flex: 1; }
    .scroll, textarea { display: block; inline-size: 100%; block-size: 440px; overflow: auto; }
    table { inline-size: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
    th, td { padding: 5px 8px; text-align: start; border-block-end: 1px solid var(--line); overflow-wrap: anywhere; }
    th:first-child, td:first-child { padding-inline-start: 16px; }
    th { position: sticky; inset-block-start: 0; padding-block: 8px; color: var(--soft); background: var(--sheet); font-weight: 500; }
    tr:last-child td { border: 0; }
    .sample { inline-size: 34px; block-size: 20px; margin-inline-end: 8px; border-radius: 5px; box-shadow: 0 0 0 1px var(--line); vertical-align: middle; }
    .on { color: var(--soft); }
    .fails { color: light-dark(#a3121e, #ffb3ad); font-weight: 700; }
    textarea { padding: 14px 16px; border: 1px solid var(--line); border-radius: 12px; resize: vertical; background: var(--sheet); font: 12px/1.6 ui-monospace, monospace; }
    :focus-visible { outline: 2px solid; outline-offset: 2px; }
    @media (prefers-reduced-motion: reduce) { button { transition: none; } }
  `;

  @state() private accent = '#0a66dc';
  @state() private font: string = fonts[0].value;
  @state() private radius = 8;
  @state() private theme: Theme = createTheme({ accent: '#0a66dc' });
  @state() private scheme: '' | 'light' | 'dark' = '';
  @state() private problem = '';
  @state() private shown: 'css' | 'tokens' = 'css';
  @state() private told = '';
  private readonly sheet = new CSSStyleSheet();
  private readonly session: FakeSession = createFakeSession(workingDay, storyClock);

  override connectedCallback(): void {
    super.connectedCallback();
    this.shadowRoot?.adoptedStyleSheets.push(this.sheet);
    this.use(this.theme);
  }

  private use(theme: Theme): void {
    this.theme = theme;
    this.problem = '';
    this.told = '';
    this.paint();
  }

  /** Without a choice of its own the desk follows the scheme of the toolbar. */
  private paint(): void {
    this.sheet.replaceSync(`${this.theme.css('.desk')} ${this.scheme ? `.desk { color-scheme: ${this.scheme}; }` : ''}`);
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
    try {
      await navigator.clipboard.writeText(this.output);
      this.told = 'Copied.';
    } catch {
      // No clipboard for pages that are neither secure nor allowed to: the keys still work.
      this.renderRoot.querySelector('textarea')?.select();
      this.told = 'It is selected: copy it with the keyboard.';
    }
  };

  private show(shown: 'css' | 'tokens'): void {
    this.shown = shown;
    this.told = '';
  }

  private readonly readBack = (event: Event): void => {
    const { value } = event.target as HTMLTextAreaElement;
    if (this.shown !== 'tokens') return;
    this.attempt(() => {
      try {
        const theme = readTheme(JSON.parse(value));
        // The fields say what is on the desk, so that the next of them to be moved changes that.
        Object.assign(this, { accent: theme.light.accent, font: fontList(theme.font), radius: theme.radius });
        return theme;
      } catch (error) {
        if (error instanceof SyntaxError) throw new ThemeError('INVALID_TOKENS', 'This is not JSON.');
        throw error;
      }
    });
  };

  protected override firstUpdated(): void {
    const client = this.renderRoot.querySelector('pbx-client');
    if (client) void openConversation(client);
  }

  private take({ accent, font, radius }: (typeof brands)[number]): void {
    Object.assign(this, { accent, font: fonts[font].value, radius });
    this.derive();
  }

  private readonly chooseFont = (event: Event): void => {
    this.font = (event.target as HTMLInputElement | HTMLSelectElement).value;
    this.derive();
  };

  /** A font nobody has listed is one more of the list. */
  private fontChoices(): readonly { label: string; value: string }[] {
    return fonts.some(({ value }) => value === this.font) ? fonts : [...fonts, { label: 'Your own', value: this.font }];
  }

  private turn(to: string): void {
    this.scheme = to === 'light' || to === 'dark' ? to : '';
    this.paint();
  }

  private dot(color: string): TemplateResult {
    return html`<svg class="dot" viewBox="0 0 14 14" aria-hidden="true"><circle cx="7" cy="7" r="7" fill=${color}></circle></svg>`;
  }

  private tools(): TemplateResult {
    const taken = (brand: (typeof brands)[number]): boolean => brand.accent === this.accent && fonts[brand.font].value === this.font && brand.radius === this.radius;
    return html`<div class="tools card">
      <div class="brands" role="group" aria-label="Brands to begin with">${brands.map((brand) => html`<button aria-pressed=${taken(brand)} @click=${() => this.take(brand)}>
        ${this.dot(brand.accent)}${brand.name}</button>`)}</div>
      <label><span>Colour</span><input type="color" .value=${this.accent.startsWith('#') ? this.accent : '#000000'} @input=${(event: Event) => { this.accent = (event.target as HTMLInputElement).value; this.derive(); }}></label>
      <label><span>or any CSS colour</span><input type="text" name="accent" .value=${this.accent} @change=${(event: Event) => { this.accent = (event.target as HTMLInputElement).value; this.derive(); }}></label>
      <label><span>Font</span><select @change=${this.chooseFont}>${this.fontChoices().map(({ label, value }) => html`<option value=${value} .selected=${value === this.font}>${label}</option>`)}</select></label>
      <label><span>or any installed fonts, the first wins</span><input type="text" name="font" spellcheck="false" .value=${this.font} @change=${this.chooseFont}></label>
      <label><span>Radius <output>${this.radius} px</output></span><input type="range" min="0" max="24" .value=${String(this.radius)} @input=${(event: Event) => { this.radius = Number((event.target as HTMLInputElement).value); this.derive(); }}></label>
      <label><span>Desk in</span><select name="scheme" @change=${(event: Event) => this.turn((event.target as HTMLSelectElement).value)}>${schemes.map(({ label, value }) => html`<option value=${value} .selected=${value === this.scheme}>${label}</option>`)}</select></label>
      <p class="became">The colour shows as ${this.dot(this.theme.light.accent)}${this.theme.light.accent} in light and ${this.dot(this.theme.dark.accent)}${this.theme.dark.accent} in dark: the nearest that stand out on every ground.</p>
      <span class="problem" role="alert">${this.problem}</span>
    </div>`;
  }

  private sample({ colors: [foreground, background], ratio, minimum, holds }: ContrastRow): TemplateResult {
    // Text as text, what carries meaning without it as a mark.
    const shown = minimum === 4.5 ? svg`<text x="17" y="14" text-anchor="middle" font-size="11" font-weight="600" fill=${foreground}>Aa</text>` : svg`<circle cx="17" cy="10" r="5" fill=${foreground}></circle>`;
    return html`<td class=${holds ? '' : 'fails'}><svg class="sample" viewBox="0 0 34 20" aria-hidden="true"><rect width="34" height="20" fill=${background}></rect>${shown}</svg>${ratio.toFixed(2)}${holds ? nothing : ' ✗'}</td>`;
  }

  private contrasts(rows: readonly ContrastRow[]): TemplateResult {
    const failing = rows.filter(({ holds }) => !holds).length;
    const [light, dark] = (['light', 'dark'] as const).map((scheme) => rows.filter((row) => row.scheme === scheme));
    return html`<section><div class="head"><h2>Contrast: ${failing === 0 ? `all ${rows.length} pairs hold` : `${failing} of ${rows.length} pairs do not hold`}</h2></div>
      <div class="scroll card" tabindex="0" role="group" aria-label="Contrast of every pair"><table>
        <thead><tr><th>Colour, and what it stands on</th><th>Light</th><th>Dark</th><th>Needed</th></tr></thead>
        <tbody>${light?.map((row, index) => html`<tr><td>${row.foreground} <span class="on">on ${row.background}</span></td>${this.sample(row)}${dark?.[index] ? this.sample(dark[index]) : nothing}<td>${row.minimum}</td></tr>`)}</tbody>
      </table></div></section>`;
  }

  protected override render(): TemplateResult {
    return html`<h1>Make it yours</h1><p class="lead">One colour, one font, one radius: light and dark follow, and every contrast holds. The desk below is the real one.</p>
      ${this.tools()}
      <div class="desk card"><pbx-client .session=${this.session} section="inbox"></pbx-client></div>
      <div class="below">
        ${this.contrasts(this.theme.contrasts())}
        <section><div class="head"><h2>Take it away</h2><span role="status">${this.told}</span>
            <button aria-pressed=${this.shown === 'css'} @click=${() => this.show('css')}>CSS</button>
            <button aria-pressed=${this.shown === 'tokens'} @click=${() => this.show('tokens')}>Design tokens</button>
            <button @click=${this.copy}>Copy</button>
          </div>
          <p class="hint">${hints[this.shown]}</p>
          <textarea aria-label="The theme; changed design tokens are read in" spellcheck="false" .value=${this.output} ?readonly=${this.shown === 'css'} @change=${this.readBack}></textarea>
        </section>
      </div>`;
  }
}

if (!customElements.get('theme-editor')) customElements.define('theme-editor', ThemeEditor);
