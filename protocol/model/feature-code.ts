import { z } from 'zod';

/** What can be dialled or pressed besides numbers, and by what. */
const defaults = {
  /** Dialled: one's own mailbox; with a mailbox's number behind it that one, with its PIN. */
  voicemail: '*2',
  /** Dialled before a mailbox's number: a message for it, without ringing anybody. */
  leaveVoicemail: '#',
  /** Dialled: what rings in one's pick-up groups; with an extension's number behind it what rings there. */
  pickUp: '*4',
  /** Dialled. */
  doNotDisturbOn: '*74',
  doNotDisturbOff: '*074',
  /** Dialled before the number all calls shall go to. */
  forwardOn: '*71',
  forwardOff: '*071',
  /** Dialled behind a queue's number. */
  queueLogIn: '*',
  queueLogOut: '**',
  /** Pressed in a call: on the first free slot; on the slot pressed behind it. */
  park: '*5',
  parkOn: '*05',
  /** Pressed in a call: to another of one's phones, whichever answers first. */
  flip: '*01',
  /** Pressed in a call, a number behind it: without asking there first, and after having asked. */
  transfer: '*03',
  consult: '*3',
  /** Pressed in a call: begins or ends its recording. */
  record: '*1',
} as const;

export type FeatureCode = keyof typeof defaults;
export const featureCodes = Object.keys(defaults) as FeatureCode[];
export const defaultFeatureCodes: FeatureCodes = defaults;

const code = z.string().regex(/^[*#][*#0-9]{0,4}$/).nullable();

/** What a code is; null: there is none. No two are the same. */
export const FeatureCodes = z
  .strictObject(Object.fromEntries(featureCodes.map((name) => [name, code])) as Record<FeatureCode, typeof code>)
  .refine((codes) => {
    const used = featureCodes.filter((name) => name !== 'queueLogIn' && name !== 'queueLogOut').flatMap((name) => codes[name] ?? []);
    return new Set(used).size === used.length && (codes.queueLogIn === null || codes.queueLogIn !== codes.queueLogOut);
  }, 'two codes are the same');
export type FeatureCodes = z.infer<typeof FeatureCodes>;
