import { z } from 'zod';

/** Languages the PBX speaks. */
export const spokenLanguages = ['en', 'cs'] as const;
export const SpokenLanguage = z.enum(spokenLanguages);
export type SpokenLanguage = z.infer<typeof SpokenLanguage>;

/** A sound of one's own, a greeting or an announcement, by what it sounds like (SHA-256 of the file, base64url): the same file has the same name. */
export const SoundName = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
