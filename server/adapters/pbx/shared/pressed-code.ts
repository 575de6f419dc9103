import type { FeatureCode, FeatureCodes } from '@klapka/protocol';

/** What stands behind a code that is pressed in a call. */
const behindPressed = { park: null, parkOn: 'number', flip: null, transfer: 'number', consult: 'number or nothing', record: null } as const satisfies Partial<Record<FeatureCode, 'number' | 'number or nothing' | null>>;

export type PressedCode = keyof typeof behindPressed;

/** `none`: it is no code. `more`: another key may make one of it, or another one. `ready`: nothing more can come. */
export type Pressed = { kind: 'none' } | { kind: 'more' | 'ready'; found: { code: PressedCode; rest: string } | null };

/** What was pressed so far in a call; a hash ends a number. */
export function pressedCode(codes: FeatureCodes, pressed: string): Pressed {
  const all = (Object.keys(behindPressed) as PressedCode[]).flatMap((code) => {
    const sign = codes[code];
    return sign === null ? [] : [{ code, sign, takes: behindPressed[code] }];
  });
  const begun = all.some(({ sign }) => sign.startsWith(pressed) && sign !== pressed);
  const exact = all.find(({ sign, takes }) => sign === pressed && takes === null);
  if (exact) return { kind: begun ? 'more' : 'ready', found: { code: exact.code, rest: '' } };
  const withNumber = all.filter(({ sign, takes }) => takes !== null && pressed.startsWith(sign)).toSorted((one, other) => other.sign.length - one.sign.length)[0];
  if (withNumber) {
    const rest = pressed.slice(withNumber.sign.length);
    const alone = withNumber.takes === 'number or nothing';
    if (/^\d+#$/.test(rest) || (alone && rest === '#')) return { kind: 'ready', found: { code: withNumber.code, rest: rest.slice(0, -1) } };
    if (/^\d*$/.test(rest)) return { kind: 'more', found: rest === '' && !alone ? null : { code: withNumber.code, rest } };
  }
  return begun ? { kind: 'more', found: null } : { kind: 'none' };
}
