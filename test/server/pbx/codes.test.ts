import { describe, expect, it } from 'vitest';
import { defaultFeatureCodes } from '@klapka/protocol';
import { dialledCode } from '../../../server/adapters/pbx/embedded/b2bua/codes.ts';

describe('codes that are dialled', () => {
  it.each([
    ['*2', 'voicemail', ''],
    ['*21002', 'voicemail', '1002'],
    ['#1002', 'leaveVoicemail', '1002'],
    ['*4', 'pickUp', ''],
    ['*41002', 'pickUp', '1002'],
    ['*74', 'doNotDisturbOn', ''],
    ['*074', 'doNotDisturbOff', ''],
    ['*711003', 'forwardOn', '1003'],
    ['*71#1003', 'forwardOn', '#1003'],
    ['*71+420123456789', 'forwardOn', '+420123456789'],
    ['*071', 'forwardOff', ''],
  ])('%s is %s with "%s"', (dialled, code, rest) => {
    expect(dialledCode(defaultFeatureCodes, dialled)).toEqual({ code, rest });
  });

  it.each(['1002', '#', '*7', '*74x', '*0741', '*2a', '*1', '*5', '**', ''])('%s is none', (dialled) => {
    expect(dialledCode(defaultFeatureCodes, dialled)).toBeNull();
  });

  it('are what the plan says, the longest of those that fit, and none where there is none', () => {
    const codes = { ...defaultFeatureCodes, voicemail: '*9', pickUp: '*98', leaveVoicemail: null };
    expect(dialledCode(codes, '*98')).toEqual({ code: 'pickUp', rest: '' });
    expect(dialledCode(codes, '*97')).toEqual({ code: 'voicemail', rest: '7' });
    expect(dialledCode(codes, '#1002')).toBeNull();
  });
});
