/** The form of a count: `plural('cs', 2, { one: 'zpráva', few: 'zprávy', other: 'zpráv' })`. */
export function plural(lang: string, count: number, forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }): string {
  return forms[new Intl.PluralRules(lang).select(count)] ?? forms.other;
}
