import { describe, expect, it } from 'vitest';
import { Menu, defaultFeatureCodes } from '@klapka/protocol';
import { dialledCode, queueCode } from '../../../server/adapters/pbx/embedded/b2bua/codes.ts';
import { choice } from '../../../server/adapters/pbx/embedded/b2bua/menus.ts';
import { pressedCode } from '../../../server/adapters/pbx/shared/pressed-code.ts';

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

describe('codes behind a queue’s number', () => {
  it('log in and out, the longer one first', () => {
    expect(queueCode(defaultFeatureCodes, '620*')).toEqual({ queueNumber: '620', loggedIn: true });
    expect(queueCode(defaultFeatureCodes, '620**')).toEqual({ queueNumber: '620', loggedIn: false });
    for (const dialled of ['620', '*', '**', '6x*', '620***']) expect(queueCode(defaultFeatureCodes, dialled)).toBeNull();
  });
});

describe('codes that are pressed', () => {
  it.each([
    ['*', { kind: 'more', found: null }],
    ['*5', { kind: 'ready', found: { code: 'park', rest: '' } }],
    ['*0', { kind: 'more', found: null }],
    ['*01', { kind: 'ready', found: { code: 'flip', rest: '' } }],
    ['*05', { kind: 'more', found: null }],
    ['*0570', { kind: 'more', found: { code: 'parkOn', rest: '70' } }],
    ['*031003', { kind: 'more', found: { code: 'transfer', rest: '1003' } }],
    ['*031003#', { kind: 'ready', found: { code: 'transfer', rest: '1003' } }],
    ['*3', { kind: 'more', found: { code: 'consult', rest: '' } }],
    ['*3#', { kind: 'ready', found: { code: 'consult', rest: '' } }],
    ['*31003#', { kind: 'ready', found: { code: 'consult', rest: '1003' } }],
    ['*1', { kind: 'ready', found: { code: 'record', rest: '' } }],
    ['5', { kind: 'none' }],
    ['*9', { kind: 'none' }],
    ['*03*', { kind: 'none' }],
    ['#', { kind: 'none' }],
  ] as const)('%s', (pressed, expected) => {
    expect(pressedCode(defaultFeatureCodes, pressed)).toEqual(expected);
  });

  it('wait for the next key where one is the beginning of another, and are none where the plan has none', () => {
    const codes = { ...defaultFeatureCodes, record: '*0', park: null };
    expect(pressedCode(codes, '*0')).toEqual({ kind: 'more', found: { code: 'record', rest: '' } });
    expect(pressedCode(codes, '*5')).toEqual({ kind: 'none' });
  });
});

describe('what is chosen in a menu', () => {
  const menu = Menu.parse({ name: 'Welcome', number: '640', keys: { 1: '1002', 5: '1003', '*': '600' }, directDial: true });
  const extensions = ['1001', '1002', '2001'];

  it.each([
    ['1', { more: true, atOnce: '1002' }],
    ['5', { to: '1003' }],
    ['*', { to: '600' }],
    ['2', { more: true, atOnce: null }],
    ['200', { more: true, atOnce: null }],
    ['2001', { to: '2001' }],
    ['2002', { invalid: true }],
    ['9', { invalid: true }],
    ['#', { invalid: true }],
  ])('%s', (pressed, expected) => {
    expect(choice(menu, extensions, pressed)).toEqual(expected);
  });

  it('is no extension where those may not be dialled', () => {
    expect(choice({ ...menu, directDial: false }, extensions, '1')).toEqual({ to: '1002' });
    expect(choice({ ...menu, directDial: false }, extensions, '2')).toEqual({ invalid: true });
  });
});
