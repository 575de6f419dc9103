/**
 * Whether a text shows nothing: white space, control characters, and what Unicode lets a font leave out, such as zero-width
 * spaces (Default_Ignorable_Code_Point, https://www.unicode.org/reports/tr44/). The protocol's function of that name again.
 */
export const isBlank = (text: string): boolean => !/[^\s\p{Cc}\p{DI}\u2800]/u.test(text);
