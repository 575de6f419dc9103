import type { Extension } from '@klapka/protocol';
import { findPeople } from './find-people.ts';
import { nextIndex } from './roving-focus.ts';

interface Rows {
  readonly list: readonly Extension[];
  readonly version: number;
}

/** What a combobox over people knows: what is typed, who fits it, and which of them is marked. */
export class PeopleSearch {
  text = '';
  /** Place of the marked one among those found; −1: none is, and the number counts as typed. */
  active = -1;
  private cache: { text: string; version: number; found: Extension[] } | null = null;

  constructor(
    private readonly rows: Rows,
    private readonly most?: number,
  ) {}

  search(text: string): void {
    this.text = text;
    // A name stands for a person, so the best one is marked at once; a number is taken as it stands.
    this.active = /\p{L}/u.test(text) ? 0 : -1;
  }

  get found(): readonly Extension[] {
    const { text } = this;
    const { version } = this.rows;
    if (this.cache?.text !== text || this.cache.version !== version) this.cache = { text, version, found: findPeople(this.rows.list, text, this.most) };
    return this.cache.found;
  }

  /** True if the key moved the mark; up from the first one goes back to the number as typed. */
  move(key: string): boolean {
    if (key !== 'ArrowDown' && key !== 'ArrowUp') return false;
    this.active = key === 'ArrowUp' && this.active <= 0 ? -1 : (nextIndex(key, this.active, this.found.length) ?? -1);
    return true;
  }
}
