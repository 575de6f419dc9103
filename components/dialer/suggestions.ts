import type { Extension } from '@klapka/protocol';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { FilesController, StoreController } from '../controllers/index.ts';
import type { ControllerHost, SessionController } from '../controllers/index.ts';
import type { DialerStrings } from '../locales/en/dialer.ts';
import { avatar, reachOf } from '../shared/avatar.ts';
import { findPeople } from '../shared/find-people.ts';
import { nextIndex } from '../shared/roving-focus.ts';

interface Drawing {
  t: DialerStrings;
  disabled: boolean;
  choose: (number: string, name: string) => void;
}

/** People that fit what is typed, and which of them is marked. Loaded when somebody first goes to the field. */
export class Suggestions {
  private readonly rows: StoreController<'extensions'>;
  private readonly files: FilesController;
  private text = '';
  private active = -1;
  private cache: { text: string; version: number; found: Extension[] } | null = null;

  constructor(
    private readonly host: ControllerHost,
    sessions: SessionController,
  ) {
    this.files = new FilesController(host, sessions);
    this.rows = new StoreController(host, sessions, 'extensions', { affects: () => this.text !== '' });
  }

  search(text: string): void {
    this.text = text.trim();
    // A name can only be called through a person, so the best one is marked at once; a number is dialled as it stands.
    this.active = /\p{L}/u.test(this.text) ? 0 : -1;
    this.host.requestUpdate();
  }

  get found(): readonly Extension[] {
    const { text } = this;
    const { version } = this.rows;
    if (this.cache?.text !== text || this.cache.version !== version) this.cache = { text, version, found: findPeople(this.rows.list, text) };
    return this.cache.found;
  }

  get open(): boolean {
    return this.text !== '' && this.found.length > 0;
  }

  get chosen(): Extension | undefined {
    return this.text ? this.found[this.active] : undefined;
  }

  get activeId(): string | undefined {
    return this.chosen ? `person-${this.active}` : undefined;
  }

  /** True if the key moved the mark. */
  onKeydown(event: KeyboardEvent): boolean {
    if (!this.open || !['ArrowDown', 'ArrowUp'].includes(event.key)) return false;
    // Up from the first one goes back to the number as typed.
    this.active = event.key === 'ArrowUp' && this.active <= 0 ? -1 : (nextIndex(event.key, this.active, this.found.length) ?? -1);
    this.host.requestUpdate();
    return true;
  }

  render({ t, disabled, choose }: Drawing): TemplateResult {
    const said = this.text === '' ? '' : this.found.length === 0 ? t.nothingFound : t.found(this.found.length);
    return html`
      <p class="visually-hidden" role="status">${said}</p>
      ${this.open && !disabled
        ? html`<ul id="people" class="people" role="listbox" aria-label=${t.suggestions}>
            ${this.found.map((row, index) => this.renderRow(row, index, choose))}
          </ul>`
        : nothing}`;
  }

  private renderRow(row: Extension, index: number, choose: Drawing['choose']): TemplateResult {
    const about = [row.title, row.departments[0]].filter(Boolean).join(' · ');
    // eslint-disable-next-line lit-a11y/click-events-have-key-events -- the field keeps the focus and the keys; the mouse presses on a row
    return html`<li id="person-${index}" class="person" role="option" aria-selected=${index === this.active}
      @pointerdown=${(event: Event) => event.preventDefault()} @click=${() => choose(row.number, row.name)}>
      ${avatar({ name: row.name, photo: this.files.photo(row.photoUrl), reach: reachOf(row) })}
      <span class="person-text"><span class="person-name ellipsis"><bdi>${row.name}</bdi></span><span class="person-about ellipsis">${about}</span></span>
      <span class="person-number numbers">${row.number}</span>
    </li>`;
  }
}
