import type { Extension } from '@klapka/protocol';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { FilesController, StoreController } from '../controllers/index.ts';
import type { ControllerHost, SessionController } from '../controllers/index.ts';
import type { DialerStrings } from '../locales/en/dialer.ts';
import { avatar, reachOf } from '../shared/avatar.ts';
import { PeopleSearch } from '../shared/people-search.ts';

interface Drawing {
  t: DialerStrings;
  disabled: boolean;
  choose: (number: string, name: string) => void;
}

/** People that fit what is typed, and which of them is marked. Loaded when somebody first goes to the field. */
export class Suggestions {
  private readonly people: PeopleSearch;
  private readonly files: FilesController;

  constructor(
    private readonly host: ControllerHost,
    sessions: SessionController,
  ) {
    this.files = new FilesController(host, sessions);
    this.people = new PeopleSearch(new StoreController(host, sessions, 'extensions', { affects: () => this.people.text !== '' }));
  }

  search(text: string): void {
    this.people.search(text.trim());
    this.host.requestUpdate();
  }

  get found(): readonly Extension[] {
    return this.people.found;
  }

  get open(): boolean {
    return this.people.text !== '' && this.found.length > 0;
  }

  get chosen(): Extension | undefined {
    return this.people.text ? this.found[this.people.active] : undefined;
  }

  get activeId(): string | undefined {
    return this.chosen ? `person-${this.people.active}` : undefined;
  }

  /** True if the key moved the mark. */
  onKeydown(event: KeyboardEvent): boolean {
    if (!this.open || !this.people.move(event.key)) return false;
    this.host.requestUpdate();
    return true;
  }

  render({ t, disabled, choose }: Drawing): TemplateResult {
    const said = this.people.text === '' ? '' : this.found.length === 0 ? t.nothingFound : t.found(this.found.length);
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
    return html`<li id="person-${index}" class="person" role="option" aria-selected=${index === this.people.active}
      @pointerdown=${(event: Event) => event.preventDefault()} @click=${() => choose(row.number, row.name)}>
      ${avatar({ name: row.name, photo: this.files.photo(row.photoUrl), reach: reachOf(row) })}
      <span class="person-text"><span class="person-name ellipsis"><bdi>${row.name}</bdi></span><span class="person-about ellipsis">${about}</span></span>
      <span class="person-number numbers">${row.number}</span>
    </li>`;
  }
}
