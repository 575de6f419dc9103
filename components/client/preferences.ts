import { languages, themes, type Language, type Theme } from '../account-menu/account-menu.types.ts';

/** What one browser remembers about the looks. Storage may be forbidden or hold anything; then the default stands. */
export interface Preferences {
  theme: Theme;
  /** Null: as the page. */
  lang: Language | null;
  /** New messages make no sound. */
  silent: boolean;
}

const key = 'pbx:preferences';

export function loadPreferences(): Preferences {
  let stored: unknown = null;
  try {
    stored = JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    // not ours, or not allowed
  }
  const fields: Partial<Record<string, unknown>> = typeof stored === 'object' && stored !== null ? { ...stored } : {};
  return {
    theme: themes.find((one) => one === fields['theme']) ?? 'auto',
    lang: Object.keys(languages).find((one): one is Language => one === fields['lang']) ?? null,
    silent: fields['silent'] === true,
  };
}

export function savePreferences(preferences: Preferences): void {
  try {
    localStorage.setItem(key, JSON.stringify(preferences));
  } catch {
    // It then holds for this visit.
  }
}
