import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { plural } from './plural.ts';

/** Loaders of a room's other languages, by primary tag: `{ cs: () => import('../locales/cs/dialer.ts') }`. */
export type LocaleLoaders<Strings> = Readonly<Record<string, () => Promise<{ default: Partial<Strings> }>>>;

type Host = ReactiveControllerHost & HTMLElement & {
  i18n?: Readonly<Record<string, unknown>> | undefined;
  waitFor?(ready: Promise<unknown>): void;
};

/** Loaded strings by room and language; undefined while loading. */
const loaded = new Map<string, unknown>();

/** Languages beyond those a room brings, by primary tag and room. */
const added: Record<string, LocaleLoaders<object>> = {};

const listening = new Set<() => void>();
let observer: MutationObserver | null = null;

/** Teaches every element of the page another language. A text it lacks is said in English. */
export function addLanguage(language: string, rooms: LocaleLoaders<object>): void {
  added[language] = rooms;
  listening.forEach((listener) => listener());
}

/** Where the texts of a room in an added language come from. */
export const addedTexts = (language: string, room: string): LocaleLoaders<object>[string] | undefined => added[language]?.[room];

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

function forget(changed: () => void): void {
  listening.delete(changed);
  if (listening.size > 0) return;
  observer?.disconnect();
  observer = null;
}

function languageOf(host: Node): string {
  for (let node: Node | null = host; node; node = parentOf(node)) {
    const lang = node instanceof Element ? node.getAttribute('lang') : null;
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
    return i18n ? { ...this.strings, ...i18n } : this.strings;
  }

  hostConnected(): void {
    listen(this.host, this.resolve);
    this.resolve();
  }

  hostDisconnected(): void {
    forget(this.resolve);
  }

  number(value: number, options?: Intl.NumberFormatOptions): string {
    return new Intl.NumberFormat(this.lang, options).format(value);
  }

  /** A moment (ms since the epoch) as time of day, or by the given options. */
  time(at: number, options: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit' }): string {
    return new Intl.DateTimeFormat(this.lang, options).format(at);
  }

  /** A length (ms) as `02:47` or `1:02:47`. */
  duration(length: number): string {
    const seconds = Math.max(0, Math.floor(length / 1000));
    const two = (value: number): string => String(value).padStart(2, '0');
    const hours = Math.floor(seconds / 3600);
    return `${hours > 0 ? `${hours}:` : ''}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  }

  /** The form of a count in this language: `plural(2, { one: 'message', other: 'messages' })`. */
  plural(count: number, forms: Parameters<typeof plural>[2]): string {
    return plural(this.lang, count, forms);
  }

  private readonly resolve = (): void => {
    const wanted = languageOf(this.host);
    const [primary = 'en'] = wanted.toLowerCase().split('-');
    const loader = this.loaders[primary] ?? addedTexts(primary, this.room);
    if (primary === 'en' || !loader) {
      this.use(primary === 'en' ? wanted : 'en', this.english);
      return;
    }
    const key = `${this.room}/${primary}`;
    const strings = loaded.get(key) as Strings | undefined;
    if (strings) {
      this.use(wanted, strings);
      return;
    }
    // Without its own language an element still works in English: the chunk may be out of reach.
    const ready = loader().then(
      (module) => void loaded.set(key, { ...this.english, ...module.default }),
      () => console.warn(`The texts "${key}" could not be loaded.`),
    );
    this.host.waitFor?.(ready);
    void ready.then(() => {
      if (this.host.isConnected && languageOf(this.host) === wanted && loaded.has(key)) this.use(wanted, loaded.get(key) as Strings);
    });
  };

  private use(lang: string, strings: Strings): void {
    if (lang === this.lang && strings === this.strings) return;
    this.lang = isLocale(lang) ? lang : 'en';
    this.strings = strings;
    this.host.requestUpdate();
  }
}

/** A page may write anything into `lang`; `Intl` throws on what is no language tag. */
function isLocale(lang: string): boolean {
  try {
    return Intl.getCanonicalLocales(lang).length > 0;
  } catch {
    return false;
  }
}
