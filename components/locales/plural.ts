/**
 * The form of a count: `plural('cs', 2, { one: 'zpráva', few: 'zprávy', many: 'zprávy', other: 'zpráv' })`. Czech has all four:
 * 1 zpráva, 2 zprávy, 1,5 zprávy, 5 zpráv.
 */
export function plural(lang: string, count: number, forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }): string {
  return forms[new Intl.PluralRules(lang).select(count)] ?? forms.other;
}
