import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Any of a room's texts, at any depth; what is not named stays as it is. */
export type Overrides<Strings> = {
  readonly [Key in keyof Strings]?: (Strings[Key] extends string | ((...given: never[]) => string) ? Strings[Key] : Overrides<Strings[Key]>) | undefined;
};

/** Loaders of a room's other languages, by tag: `{ cs: () => import('../locales/cs/dialer.ts') }`. */
export type LocaleLoaders<Strings> = Readonly<Record<string, () => Promise<{ default: Overrides<Strings> }>>>;

type Host = ReactiveControllerHost & HTMLElement & {
  readonly hasUpdated?: boolean;
  i18n?: object | undefined;
  waitFor?(ready: Promise<unknown>): void;
};

/** Texts that are here, by room and language. */
const loaded = new Map<string, object>();

/** Languages beyond those a room brings: loaders by tag and room. */
const added = new Map<string, LocaleLoaders<object>>();

const listening = new Set<() => void>();
let observer: MutationObserver | null = null;

/**
 * Teaches every element of the page another language (`de`), or a special form of one (`en-US`, `cs-x-acme`) that names only
 * what it says differently. A text it lacks is said in the language it is a form of, else in English.
 */
export function addLanguage(language: string, rooms: LocaleLoaders<object>): void {
  added.set(language.toLowerCase(), rooms);
  loaded.clear();
  listening.forEach((listener) => listener());
}

/** One table over another, text by text. What is of another kind than the text it replaces is left out: elements would fail on it. */
export function lay<Strings extends object>(under: Strings, over: object): Strings {
  const laid = { ...under } as Record<string, unknown>;
  for (const [key, text] of Object.entries(over) as [string, unknown][]) {
    const own = laid[key];
    if (typeof own === typeof text && own && text) laid[key] = typeof text === 'object' ? lay(own, text) : text;
  }
  return laid as Strings;
}

/** Where the texts of a room come from, the general before the special: those of `cs`, then those of `cs-x-informal`. */
function layersOf(room: string, lang: string, loaders: LocaleLoaders<object>): LocaleLoaders<object>[string][] {
  const tags = lang.toLowerCase().split('-').map((_part, at, parts) => parts.slice(0, at + 1).join('-'));
  return tags.flatMap((tag) => (Object.hasOwn(loaders, tag) && loaders[tag]) || added.get(tag)?.[room] || []);
}

/** Ours too, but most pages never ask for it. A page's own stays. */
async function addInformalCzech(): Promise<void> {
  if (added.has('cs-x-informal')) return;
  const { rooms } = await import('../locales/cs-x-informal/index.ts');
  added.set('cs-x-informal', rooms).set('cs-cz-x-informal', rooms);
}

/** The texts of a room in a language. What is out of reach is said as without it: an element works in English too. */
export async function fetchTexts<Strings extends object>(room: string, lang: string, under: Strings, loaders: LocaleLoaders<Strings>): Promise<Strings> {
  const lost = (): void => console.warn(`No texts ${room}/${lang}`);
  if (/^cs\b.*-x-informal/i.test(lang)) await addInformalCzech().catch(lost);
  const modules = await Promise.all(layersOf(room, lang, loaders).map((load) => load().catch(lost)));
  return modules.reduce((texts, module) => lay(texts, module?.default ?? {}), under);
}

/** How far into a frame elements begin to say everything anew, ms. */
const share = 10;
/** A hidden page draws no frames, and one too busy leaves no room in them. ms */
const patience = 1000;

/** When it is one's turn to change the language. A page of many elements does so over some frames: in one it would hang. */
function turn(): Promise<unknown> {
  return new Promise((come) => {
    const ask = (): number => requestAnimationFrame((start) => (performance.now() - start < share ? come : ask)(start));
    ask();
    setTimeout(come, patience);
  });
}

function parentOf(node: Node): Node | null {
  return node instanceof ShadowRoot ? node.host : (node.parentNode ?? null);
}

/** One observer for every controller of the page: `lang` may change on any ancestor, in any tree the host lies in. */
function listen(host: Node, changed: () => void): void {
  observer ??= new MutationObserver(() => listening.forEach((listener) => listener()));
  for (let node: Node | null = host; node; node = parentOf(node)) {
    if (node instanceof ShadowRoot || node instanceof Document) observer.observe(node, { subtree: true, attributes: true, attributeFilter: ['lang'] });
  }
  listening.add(changed);
}

function languageOf(host: Node): string {
  for (let node: Node | null = host; node; node = parentOf(node)) {
    const lang = (node as Partial<Element>).getAttribute?.('lang');
    if (lang) return lang;
  }
  return 'en';
}

/**
 * The texts of a room in the language of its host: the element's `lang`, else its nearest ancestor's (a provider counts),
 * else English. English comes with the room, other languages on demand; the host's `i18n` overrides single texts.
 */
export class LanguageController<Strings extends object> implements ReactiveController {
  /** What `Intl` formats with, for example `cs-CZ`. */
  lang = 'en';
  private strings: Strings;
  /** What the page asks for, which may be a language nobody brought. */
  private wanted = '';

  constructor(
    private readonly host: Host,
    private readonly room: string,
    private readonly english: Strings,
    private readonly loaders: LocaleLoaders<Strings>,
  ) {
    this.strings = english;
    host.addController(this);
  }

  get t(): Strings {
    const { i18n } = this.host;
    return i18n ? lay(this.strings, i18n) : this.strings;
  }

  hostConnected(): void {
    listen(this.host, this.resolve);
    this.resolve();
  }

  hostDisconnected(): void {
    listening.delete(this.resolve);
  }

  /** The language of a page is inherited: unless it stood here too, changing it would lay out every element at once. */
  hostUpdated(): void {
    for (const child of (this.host.shadowRoot?.children ?? []) as Iterable<HTMLElement>) if (child.lang !== this.wanted) child.lang = this.wanted;
  }

  private readonly resolve = (): void => {
    const { room, english, loaders, host } = this;
    const wanted = languageOf(host);
    const key = `${room}/${wanted}`;
    const strings = layersOf(room, wanted, loaders).length > 0 ? (loaded.get(key) as Strings | undefined) : english;
    if (strings) {
      this.use(wanted, strings);
      return;
    }
    const ready = fetchTexts(room, wanted, english, loaders).then((texts) => {
      loaded.set(key, texts);
      if (languageOf(host) === wanted) this.use(wanted, texts);
    });
    host.waitFor?.(ready);
  };

  private use(wanted: string, strings: Strings): void {
    if (wanted === this.wanted && strings === this.strings) return;
    this.wanted = wanted;
    this.lang = 'en';
    try {
      if (strings !== this.english || /^en\b/i.test(wanted)) [this.lang = 'en'] = Intl.getCanonicalLocales(wanted);
    } catch {
      // A page may write anything into `lang`; `Intl` throws on what is no language tag.
    }
    this.strings = strings;
    if (this.host.hasUpdated) this.host.waitFor?.(turn());
    this.host.requestUpdate();
  }
}
