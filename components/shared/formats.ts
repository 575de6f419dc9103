/*
 * Numbers and times in a language. A formatter costs a hundred times what formatting with it does, and a long thread formats a
 * time a message: each is made once.
 */
const formatters = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function formatter<Format extends Intl.NumberFormat | Intl.DateTimeFormat, Options>(Kind: new (lang: string, options: Options) => Format, lang: string, options: Options): Format {
  const key = `${Kind.name} ${lang} ${JSON.stringify(options)}`;
  const made = formatters.get(key) ?? new Kind(lang, options);
  formatters.set(key, made);
  return made as Format;
}

export function formatNumber(lang: string, value: number, options: Intl.NumberFormatOptions = {}): string {
  return formatter(Intl.NumberFormat, lang, options).format(value);
}

/** A moment (ms since the epoch) as time of day, or by the given options. */
export function formatTime(lang: string, at: number, options: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit' }): string {
  return formatter(Intl.DateTimeFormat, lang, options).format(at);
}

/** A length (ms) as `02:47` or `1:02:47`, in every language. */
export function formatDuration(length: number): string {
  const seconds = Math.max(0, length / 1000);
  const hours = Math.trunc(seconds / 3600);
  const parts = [seconds / 60, seconds].map((value) => String(Math.trunc(value % 60)).padStart(2, '0'));
  return [...(hours ? [hours] : []), ...parts].join(':');
}
