import type { ErrorCode } from '@klapka/protocol';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ErrorStrings } from '../locales/en/errors.ts';

type Language = { readonly lang: string };

const sentences = new Map<string, ErrorStrings>();
const loaders: Readonly<Record<string, () => Promise<{ default: ErrorStrings }>>> = {
  en: () => import('../locales/en/errors.ts'),
  cs: () => import('../locales/cs/errors.ts'),
};

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
    const [primary = 'en'] = this.language.lang.split('-');
    const key = primary in loaders ? primary : 'en';
    const known = sentences.get(key);
    if (!known) this.load(key);
    return known?.[code] ?? (known ? code : '');
  }

  private load(key: string): void {
    if (this.asked.has(key)) return;
    this.asked.add(key);
    loaders[key]?.().then(
      (module) => {
        sentences.set(key, module.default);
        this.host.requestUpdate();
      },
      () => console.warn(`The texts "errors/${key}" could not be loaded.`),
    );
  }
}
