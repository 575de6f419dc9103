import en, { type ChatStrings } from './locales/en.ts';

export type { ChatStrings };

/**
 * English is here, because something must be; another language is fetched only by its pages, and what it lacks is English.
 * The special before the general: `:lang(cs)` is both.
 */
const loaders: Readonly<Record<string, () => Promise<{ default: Partial<ChatStrings> }>>> = { 'cs-x-informal': () => import('./informal.ts'), cs: () => import('./locales/cs.ts') };

const fetched: Record<string, ChatStrings> = { en };

const languageOf = (element: Element): string => Object.keys(loaders).find((language) => element.matches(`:lang(${language})`)) ?? 'en';

/** Resolves when the texts in the language of this element are here. */
export async function prepareTexts(element: Element): Promise<void> {
  const language = languageOf(element);
  fetched[language] ??= { ...en, ...(await loaders[language]?.().catch(() => null))?.default };
}

export const textsOf = (element: Element): ChatStrings => fetched[languageOf(element)] ?? en;
