import { z } from 'zod';
import type { Party } from './call.ts';
import { SoundName, SpokenLanguage } from './sound.ts';

/** How a mailbox takes messages: an extension's, or a group's. */
export const MailboxRules = z.strictObject({
  enabled: z.boolean().default(true),
  /** Asked for where somebody listens from a phone that is not their own; null: from there nobody can. */
  pin: z.string().regex(/^[0-9]{4,8}$/).nullable().default(null),
  /** Said before the tone; null: the PBX's own words. */
  greeting: SoundName.nullable().default(null),
  /** Of one message. */
  maximumSeconds: z.number().int().min(10).max(1800).default(180),
  maximumMessages: z.number().int().min(1).max(1000).default(100),
  language: SpokenLanguage.nullable().default(null),
});
export type MailboxRules = z.output<typeof MailboxRules>;

export const transcriptStates = ['none', 'pending', 'done', 'failed'] as const;
export type TranscriptState = (typeof transcriptStates)[number];

/** A message somebody has spoken. A row of the topic `voicemails`, for whoever may listen to the mailbox. */
export interface Voicemail {
  id: string;
  /** Number of the extension or the group it is for. */
  mailbox: string;
  from: Party;
  at: number;
  /** ms */
  duration: number;
  heard: boolean;
  /** The call it was left in, where known. */
  callId?: string;
  /** `none`: nobody writes it down here. */
  transcript: { state: TranscriptState; text?: string };
}
