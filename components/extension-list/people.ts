import type { Extension, LineState, PresenceState } from '@klapka/protocol';

/** What the person looks for. */
export interface PeopleFilter {
  text: string;
  department: string;
  /** Id of an extension group. */
  group: string;
  /** `presence:…`, `line:…` or empty for everybody. */
  state: '' | `presence:${PresenceState}` | `line:${LineState}`;
  /** Only those who have a mobile number. */
  mobile: boolean;
  /** Only those one has marked. */
  favourites: boolean;
}

/** Letters without case and accents, so that `zluty` finds `Žlutý`. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/**
 * The people of the topic `extensions` in the order of their names. A change of state replaces a row in place: sorting
 * fifty thousand names anew at every change would cost more than drawing them.
 */
export class People {
  private rows: ReadonlyMap<string, Extension> | null = null;
  private version = -1;
  private collator = new Intl.Collator();
  private lang = '';
  private sorted: Extension[] = [];
  private place = new Map<string, number>();
  private readonly texts = new WeakMap<Extension, string>();
  private found: { key: string; version: number; list: Extension[] } | null = null;

  /** Every department, in order. */
  departments: string[] = [];

  update(rows: ReadonlyMap<string, Extension>, version: number, lang: string): void {
    if (rows === this.rows && version === this.version && lang === this.lang) return;
    if (lang !== this.lang) this.collator = new Intl.Collator(lang, { numeric: true });
    const sameOrder = lang === this.lang && rows.size === this.sorted.length && this.replace(rows);
    this.rows = rows;
    this.version = version;
    this.lang = lang;
    this.found = null;
    if (!sameOrder) this.sort(rows);
  }

  /** Those who match, in order; the same array until something changes. */
  find(filter: PeopleFilter, favourites: ReadonlyMap<string, unknown>): Extension[] {
    const key = JSON.stringify(filter.favourites ? [filter, ...favourites.keys()] : filter);
    if (this.found?.key === key && this.found.version === this.version) return this.found.list;
    const words = fold(filter.text).split(/\s+/).filter(Boolean);
    const all = words.length === 0 && !filter.department && !filter.group && !filter.state && !filter.mobile && !filter.favourites;
    const list = all ? this.sorted : this.sorted.filter((person) => (!filter.favourites || favourites.has(person.id)) && this.matches(person, words, filter));
    this.found = { key, version: this.version, list };
    return list;
  }

  private matches(person: Extension, words: string[], { department, group, state, mobile }: PeopleFilter): boolean {
    if (department && !person.departments.includes(department)) return false;
    if (group && !person.groupIds.includes(group)) return false;
    if (mobile && !person.mobile) return false;
    if (state && state !== `presence:${person.presence.state}` && state !== `line:${person.line}`) return false;
    if (words.length === 0) return true;
    let text = this.texts.get(person);
    if (text === undefined) {
      text = fold([person.name, person.number, person.email, person.title, person.mobile?.replaceAll(/[^+\d]/g, '')].filter(Boolean).join('\n'));
      this.texts.set(person, text);
    }
    return words.every((word) => text.includes(word));
  }

  /** Puts changed rows into their old places; false where a name, a department or the people themselves changed. */
  private replace(rows: ReadonlyMap<string, Extension>): boolean {
    const sorted = [...this.sorted];
    for (const [id, person] of rows) {
      const at = this.place.get(id);
      const before = at === undefined ? undefined : sorted[at];
      if (at === undefined || !before) return false;
      if (before === person) continue;
      if (before.name !== person.name || before.number !== person.number || before.departments.join() !== person.departments.join()) return false;
      sorted[at] = person;
    }
    this.sorted = sorted;
    return true;
  }

  private sort(rows: ReadonlyMap<string, Extension>): void {
    this.sorted = [...rows.values()].sort((one, other) => this.collator.compare(one.name, other.name) || this.collator.compare(one.number, other.number));
    this.place = new Map(this.sorted.map((person, index) => [person.id, index]));
    this.departments = [...new Set(this.sorted.flatMap((person) => person.departments))].sort(this.collator.compare);
  }
}
