import { describe, expect, test } from 'vitest';
import { mayDial, outboundRightsOf, rulesFor } from '../../../server/domain/directory/outbound-rights.ts';
import type { OutboundRight } from '@klapka/protocol';

const right = (sign: '+' | '-', prefix: string, who: OutboundRight['who'] = 'everyone', whoId = ''): OutboundRight => ({ prefix, allowed: sign === '+', who, whoId });
const somebody = { id: 'e', groupIds: ['g', 'h'] };

describe('who may dial what outside', () => {
  test.each<[string, OutboundRight[], Record<string, boolean>]>([
    ['nobody anything without a rule', [], { 123: false }],
    ['the longest beginning counts', [right('+', ''), right('-', '00'), right('+', '00420')], { 123: true, '0049': false, '00420600': true }],
    ['a rule of one’s own beats a longer one of the group', [right('+', '0', 'extension', 'e'), right('-', '00', 'group', 'g')], { '00420': true, '0': true }],
    ['the group’s counts where one’s own says nothing', [right('-', '09', 'extension', 'e'), right('+', '0', 'group', 'g')], { '0900': false, '0420': true, 1: false }],
    ['the group beats everyone', [right('-', '', 'group', 'h'), right('+', '00420')], { '00420': false }],
    ['two groups that disagree: no', [right('+', '0', 'group', 'g'), right('-', '0', 'group', 'h')], { '0420': false }],
    ['others’ rules are nothing to them', [right('+', '', 'extension', 'f'), right('+', '', 'group', 'i')], { 1: false }],
  ])('%s', (_what, rights, expected) => {
    const rules = rulesFor(somebody, rights);
    expect(Object.fromEntries(Object.keys(expected).map((number) => [number, mayDial(rules, number)]))).toEqual(expected);
    expect(rules.map(({ prefix }) => prefix.length)).toEqual(rules.map(({ prefix }) => prefix.length).toSorted((a, b) => b - a));
  });

  test('who has the same rights shares a list, and who may nothing has none', () => {
    const { lists, of } = outboundRightsOf(
      [somebody, { id: 'f', groupIds: ['g'] }, { id: 'x', groupIds: [] }, { id: 'y', groupIds: ['z'] }],
      [right('+', '00', 'group', 'g'), right('+', '1', 'extension', 'y'), right('-', '09')],
    );
    expect(lists.map(({ rules }) => rules)).toEqual([
      [{ prefix: '00', allowed: true }, { prefix: '09', allowed: false }],
      [{ prefix: '09', allowed: false }, { prefix: '1', allowed: true }],
    ]);
    expect([of.get('e'), of.get('f'), of.get('x'), of.get('y')]).toEqual([lists[0]?.id, lists[0]?.id, undefined, lists[1]?.id]);
  });
});
