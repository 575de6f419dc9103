import type { ErrorCode } from '@klapka/protocol';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ErrorStrings } from '../locales/en/errors.ts';
import { addedTexts } from './language.ts';

type Language = { readonly lang: string };

const sentences = new Map<string, ErrorStrings>();
const english = (): Promise<{ default: ErrorStrings }> => import('../locales/en/errors.ts');
const czech = (): Promise<{ default: ErrorStrings }> => import('../locales/cs/errors.ts');

/** English and Czech are whole; what another language lacks is said in English. */
async function fetchSentences(language: string): Promise<ErrorStrings> {
  if (language === 'cs') return (await czech()).default;
  const own = addedTexts(language, 'errors');
  const [whole, partial] = await Promise.all([english(), own?.()]);
  return { ...whole.default, ...partial?.default };
}

/**
 * The sentence of an error code, in the language of the host. Most pages never show one, so the sentences are fetched
 * with the first error: `of()` answers with an empty text until they are there, then renders the host again.
 */
export class ErrorText implements ReactiveController {
  private readonly asked = new Set<string>();

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly language: Language,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.asked.clear();
  }

  of(code: ErrorCode | null | undefined): string {
    if (!code) return '';
    const [key = 'en'] = this.language.lang.split('-');
    const known = sentences.get(key);
    if (!known) this.load(key);
    return known?.[code] ?? (known ? code : '');
  }

  private load(key: string): void {
    if (this.asked.has(key)) return;
    this.asked.add(key);
    fetchSentences(key).then(
      (fetched) => {
        sentences.set(key, fetched);
        this.host.requestUpdate();
      },
      () => console.warn(`The texts "errors/${key}" could not be loaded.`),
    );
  }
}
