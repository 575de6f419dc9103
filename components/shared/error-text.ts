import type { ErrorCode } from '@klapka/protocol';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ErrorStrings } from '../locales/en/errors.ts';
import { fetchTexts } from './language.ts';

type Language = { readonly lang: string };
type Host = ReactiveControllerHost & { i18n?: object | undefined };

const sentences = new Map<string, ErrorStrings>();

/** English and Czech are whole, so one of them is enough; what another language lacks is said in English. */
const wholeOf = (lang: string): Promise<{ default: ErrorStrings }> => (/^cs\b/i.test(lang) ? import('../locales/cs/errors.ts') : import('../locales/en/errors.ts'));

/**
 * The sentence of an error code, in the language of the host. Most pages never show one, so the sentences are fetched
 * with the first error: `of()` answers with an empty text until they are there, then renders the host again.
 */
export class ErrorText implements ReactiveController {
  private readonly asked = new Set<string>();

  constructor(
    private readonly host: Host,
    private readonly language: Language,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.asked.clear();
  }

  of(code: ErrorCode | null | undefined): string {
    if (!code) return '';
    const own: Partial<Record<string, unknown>> = { ...this.host.i18n };
    if (typeof own[code] === 'string') return own[code];
    const { lang } = this.language;
    const known = sentences.get(lang);
    if (!known) void this.load(lang);
    return known?.[code] ?? (known ? code : '');
  }

  private async load(lang: string): Promise<void> {
    if (this.asked.has(lang)) return;
    this.asked.add(lang);
    try {
      sentences.set(lang, await fetchTexts('errors', lang, (await wholeOf(lang)).default, {}));
      this.host.requestUpdate();
    } catch {
      console.warn(`The texts "errors/${lang}" could not be loaded.`);
    }
  }
}
