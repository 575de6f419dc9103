import type { FeatureCode, FeatureCodes } from '@klapka/protocol';

/** What stands behind a dialled code: nothing, a number, or either. */
const behind = {
  voicemail: /^\d*$/,
  leaveVoicemail: /^\d+$/,
  pickUp: /^\d*$/,
  doNotDisturbOn: /^$/,
  doNotDisturbOff: /^$/,
  forwardOn: /^[0-9*#+]+$/,
  forwardOff: /^$/,
} as const satisfies Partial<Record<FeatureCode, RegExp>>;

export type DialledCode = keyof typeof behind;

const dialledCodes = Object.keys(behind) as DialledCode[];

/** Which code was dialled, and what behind it; of several that fit the longest. */
export function dialledCode(codes: FeatureCodes, dialled: string): { code: DialledCode; rest: string } | null {
  const fitting = dialledCodes.flatMap((code) => {
    const sign = codes[code];
    const rest = sign !== null && dialled.startsWith(sign) ? dialled.slice(sign.length) : null;
    return rest !== null && behind[code].test(rest) ? [{ code, rest }] : [];
  });
  return fitting.toSorted((one, other) => one.rest.length - other.rest.length)[0] ?? null;
}

/** Behind a queue's number: in, or out of it. */
export function queueCode(codes: FeatureCodes, dialled: string): { queueNumber: string; loggedIn: boolean } | null {
  const fitting = ([['queueLogIn', true], ['queueLogOut', false]] as const).flatMap(([code, loggedIn]) => {
    const sign = codes[code];
    return sign !== null && dialled.endsWith(sign) ? [{ queueNumber: dialled.slice(0, -sign.length), loggedIn }] : [];
  });
  return fitting.toSorted((one, other) => one.queueNumber.length - other.queueNumber.length).find(({ queueNumber }) => /^\d+$/.test(queueNumber)) ?? null;
}
