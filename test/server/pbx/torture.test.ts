import { describe, expect, it } from 'vitest';
import { inspect } from '../../../server/adapters/pbx/embedded/sip/inspect.ts';
import type { TortureMessage } from './rfc4475/message.ts';
import { invalid } from './rfc4475/invalid.ts';
import { semantic } from './rfc4475/semantic.ts';
import { valid } from './rfc4475/valid.ts';

/** What a message becomes: `request`, `response`, `drop`, or the status it is refused with. */
function outcome({ message }: TortureMessage): string | number {
  const inspected = inspect(message);
  return inspected.kind === 'refuse' ? inspected.status : inspected.kind;
}

describe('the torture messages of RFC 4475', () => {
  it('are all 49', () => {
    const sections = [...valid, ...invalid, ...semantic].map(({ section }) => section);
    expect(sections).toHaveLength(49);
    expect(new Set(sections).size).toBe(49);
  });

  it.each(valid)('$section $name is taken', (torture) => {
    expect(outcome(torture)).toBe(torture.message.startsWith('SIP/') ? 'response' : 'request');
  });

  // A response nobody waits for ends at the transaction layer, however large its numbers.
  it.each(invalid.filter(({ name }) => name !== 'scalarlg'))('$section $name is refused or dropped', (torture) => {
    expect([400, 505, 'drop']).toContain(outcome(torture));
  });

  it.each([
    ['badbranch', 'request'],
    ['insuf', 'drop'],
    ['unkscm', 'request'],
    ['novelsc', 'request'],
    ['unksm2', 'drop'],
    ['bext01', 420],
    ['invut', 415],
    ['regaut01', 'request'],
    ['multi01', 400],
    ['mcl01', 400],
    ['bcast', 'response'],
    ['zeromf', 'request'],
    ['cparam01', 'request'],
    ['cparam02', 'request'],
    ['regescrt', 'request'],
    ['sdp01', 'request'],
    ['inv2543', 400],
  ])('%s becomes %s', (name, expected) => {
    const torture = semantic.find((candidate) => candidate.name === name);
    expect(torture && outcome(torture)).toBe(expected);
  });

  it('reads what the unusual ones say', () => {
    const wsinv = inspect(valid[0]?.message ?? '');
    expect(wsinv.kind === 'request' && [wsinv.message.from.uri.user, wsinv.message.toTag, wsinv.message.cseq, wsinv.message.viaBranch]).toEqual([
      'jdrosen',
      '1918181833n',
      9,
      '390skdjuw',
    ]);
    const longreq = inspect(valid[6]?.message ?? '');
    expect(longreq.kind === 'request' && longreq.message.getHeaders('via')).toHaveLength(34);
  });
});
