import en, { type ChatStrings } from './locales/en.ts';

export type { ChatStrings };

/** Czech is fetched only by Czech pages; English is here, because something must be. */
let czech: ChatStrings | undefined;

/** Resolves when the texts in the language of this element are here. */
export async function prepareTexts(element: Element): Promise<void> {
  if (!czech && isCzech(element)) czech = (await import('./locales/cs.ts').catch(() => ({ default: en }))).default;
}

const isCzech = (element: Element): boolean => element.matches(':lang(cs)');

export const textsOf = (element: Element): ChatStrings => (isCzech(element) && czech) || en;
