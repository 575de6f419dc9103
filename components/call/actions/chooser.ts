import type { Extension } from '@klapka/protocol';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ControllerHost, FilesController, StoreController } from '../../controllers/index.ts';
import type { CallActionStrings } from '../../locales/en/call-actions.ts';
import type { CommonStrings } from '../../locales/en/common.ts';
import { avatar, reachOf } from '../../shared/avatar.ts';
import { PeopleSearch } from '../../shared/people-search.ts';

export interface Choice {
  number: string;
  name: string;
}

/** What to do with whom was chosen; the first one is what Enter does. */
export interface ChooserAction {
  label: string;
  run: (choice: Choice) => void;
}

interface Drawing {
  t: CallActionStrings;
  common: CommonStrings;
  disabled: boolean;
  actions: readonly ChooserAction[];
  /** Words that go along are asked for. */
  note: boolean;
}

const dialled = /^[0-9*#+][0-9A-Za-z*#+ ().-]{0,63}$/;

/** Whom to call, to add or to pass a call on to: people as one types, or any number. */
export class Chooser {
  note = '';
  /** Whom the text stands for since they were chosen. */
  private picked: Extension | null = null;
  private readonly search: PeopleSearch;

  constructor(
    private readonly host: ControllerHost,
    rows: StoreController<'extensions'>,
    private readonly files: FilesController,
  ) {
    this.search = new PeopleSearch(rows, 5);
  }

  clear(): void {
    this.search.search('');
    this.note = '';
    this.picked = null;
  }

  private get open(): boolean {
    return this.picked === null && this.search.found.length > 0;
  }

  /** Who is chosen, or the number that was typed; null while it is neither. */
  private get choice(): Choice | null {
    const number = this.search.text.trim();
    if (this.picked) return { number: this.picked.number, name: this.picked.name };
    return dialled.test(number) ? { number, name: '' } : null;
  }

  private pick(person: Extension): void {
    this.picked = person;
    this.search.text = person.name;
    this.host.requestUpdate();
  }

  private readonly onInput = (event: Event): void => {
    if (!(event.target instanceof HTMLInputElement)) return;
    this.search.search(event.target.value);
    this.picked = null;
    this.host.requestUpdate();
  };

  private onKeydown(event: KeyboardEvent, actions: readonly ChooserAction[]): void {
    if (event.isComposing) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      const marked = this.open ? this.search.found[this.search.active] : undefined;
      const { choice } = this;
      if (marked) this.pick(marked);
      else if (choice) actions[0]?.run(choice);
    } else if (this.open && this.search.move(event.key)) {
      event.preventDefault();
      this.host.requestUpdate();
    }
  }

  render({ t, common, disabled, actions, note }: Drawing): TemplateResult {
    const { open, choice } = this;
    const { found, text, active } = this.search;
    const said = text.trim() === '' || this.picked ? '' : found.length > 0 ? t.found(found.length) : choice ? '' : t.nobodyFound;
    return html`
      <input class="input" type="text" role="combobox" aria-label=${t.whom} placeholder=${t.whom} autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="64"
        aria-autocomplete="list" aria-expanded=${open} aria-controls=${open ? 'choices' : nothing} aria-activedescendant=${open && active >= 0 ? `choice-${active}` : nothing}
        ?disabled=${disabled} .value=${text} @input=${this.onInput} @keydown=${(event: KeyboardEvent) => this.onKeydown(event, actions)} />
      <p class=${said === t.nobodyFound ? 'hint' : 'visually-hidden'} role="status">${said}</p>
      ${open ? html`<ul id="choices" class="choices" role="listbox" aria-label=${t.whom}>${found.map((person, index) => this.option(person, index, common))}</ul>` : nothing}
      ${note && choice ? html`<input class="input" type="text" aria-label=${t.note} placeholder=${t.note} autocomplete="off" maxlength="200" ?disabled=${disabled} .value=${this.note}
        @input=${(event: Event) => { if (event.target instanceof HTMLInputElement) this.note = event.target.value; }} />` : nothing}
      <div class="panel-actions">${actions.map(({ label, run }, index) => html`<button type="button" class="button ${index === 0 ? 'primary' : ''}" ?disabled=${disabled || !choice}
        @click=${() => { if (choice) run(choice); }}>${label}</button>`)}</div>`;
  }

  private option(person: Extension, index: number, common: CommonStrings): TemplateResult {
    const state = person.line === 'idle' ? common.presence[person.presence.state] : common.line[person.line];
    // eslint-disable-next-line lit-a11y/click-events-have-key-events -- the field keeps the focus and the keys; the mouse presses on a row
    return html`<li id="choice-${index}" class="choice" role="option" aria-selected=${index === this.search.active}
      @pointerdown=${(event: Event) => event.preventDefault()} @click=${() => this.pick(person)}>
      ${avatar({ name: person.name, photo: this.files.photo(person.photoUrl), reach: reachOf(person) })}
      <span class="who-text"><span class="ellipsis"><bdi>${person.name}</bdi></span><span class="about ellipsis"><span class="numbers">${person.number}</span> · ${state}</span></span>
    </li>`;
  }
}
