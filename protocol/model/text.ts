import { z } from 'zod';
import { limits } from '../limits.ts';

/**
 * Text from outside. NUL and lone surrogates cannot be stored by every database and break JSON consumers,
 * so they are replaced here, once, at the edge; other control characters but tab and line feed are dropped.
 */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    // eslint-disable-next-line no-control-regex -- control characters are what is removed; \p{Cc} would take U+0080 to U+009F too
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g, '');
}

/**
 * Whether a text shows nothing: white space, control characters, and what Unicode lets a font leave out, such as zero-width
 * spaces and the empty letters of Korean (Default_Ignorable_Code_Point, https://www.unicode.org/reports/tr44/); U+2800 is
 * the Braille pattern without a dot.
 */
export const isBlank = (text: string): boolean => !/[^\s\p{Cc}\p{DI}\u2800]/u.test(text);

export const Id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
/** Id of a call or a leg as its PBX makes it. */
export const PbxId = z.string().regex(/^[A-Za-z0-9_.:-]{1,128}$/);
/** An id made by a client to recognise its own request again: at least 122 random bits, as `crypto.randomUUID()` gives. */
export const ClientId = z.string().regex(/^[A-Za-z0-9_-]{16,64}$/);
/** Milliseconds since the epoch. */
export const Time = z.number().int().nonnegative();
export const Name = z.string().max(limits.nameText * 4).transform(cleanText).pipe(z.string().trim().min(1).max(limits.nameText));
/** What a person dials, without the spaces and brackets it is written with: digits, `*`, `#`, `+`, and the letters of a name that is dialled. */
export const DialledNumber = z.string().max(128).transform((text) => text.replace(/[\s().\u2010-\u2015-]/g, '')).pipe(z.string().regex(/^[0-9A-Za-z*#+]{1,64}$/));
export const Email = z.email().max(254);
