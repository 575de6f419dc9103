import { describe, expect, it } from 'vitest';
import type { Call, Leg } from '@klapka/protocol';
import { CallStory } from '../../../server/domain/calls/call-story.ts';
import type { CallStoryRecord } from '../../../server/ports/storage-calls.ts';

const leg = (number: string, role: Leg['role'], state: Leg['state']): Leg => ({ id: `leg-${number}`, party: { number, extensionId: `id-${number}` }, role, state });
const call = (state: Call['state'], legs: Leg[], more: Partial<Call> = {}): Call => ({
  id: 'c', from: { number: '1001' }, to: { number: '1002' }, state, legs, startedAt: 1000, ...more,
});

/** Shows a story these rows, one each second from 1000 on. */
function told(...rows: Call[]): CallStoryRecord {
  const story = new CallStory();
  rows.forEach((row, index) => story.see(row, 1000 + index * 1000));
  const last = rows.at(-1);
  if (!last) throw new Error('nothing was told');
  return story.record(last, 1000 + (rows.length - 1) * 1000, (number) => (number === '600' ? 'support' : null));
}

describe('the story of a call', () => {
  it('says when each side came, answered and left', () => {
    const record = told(
      call('ringing', [leg('1001', 'caller', 'dialling')]),
      call('ringing', [leg('1001', 'caller', 'dialling'), leg('1002', 'callee', 'ringing')]),
      call('answered', [leg('1001', 'caller', 'talking'), leg('1002', 'callee', 'talking')], { answeredAt: 3000 }),
      call('ended', [leg('1001', 'caller', 'ended'), leg('1002', 'callee', 'ended')], { answeredAt: 3000, endedAt: 4000, endReason: 'hung-up', endedBy: 'caller' }),
    );
    expect(record).toMatchObject({ startedAt: 1000, answeredAt: 3000, endedAt: 4000, endReason: 'hung-up', endedBy: 'caller', steps: [] });
    expect(record.legs.map(({ number, startedAt, answeredAt, endedAt }) => [number, startedAt, answeredAt, endedAt])).toEqual([
      ['1001', 1000, 3000, 4000],
      ['1002', 2000, 3000, 4000],
    ]);
  });

  it('takes a call that was there before the gateway from its beginning', () => {
    const record = told(call('answered', [leg('1001', 'caller', 'talking'), leg('1002', 'callee', 'talking')], { startedAt: 10, answeredAt: 20 }));
    expect(record.legs.map(({ startedAt, answeredAt }) => [startedAt, answeredAt])).toEqual([[10, 20], [10, 20]]);
  });

  it('names who sent it on where to, also twice, and keeps who rang in vain', () => {
    const both = [leg('1001', 'caller', 'talking'), leg('1002', 'callee', 'talking')];
    const gone = [leg('1001', 'caller', 'talking'), leg('1002', 'callee', 'ended')];
    const by = { number: '1002' };
    const record = told(
      call('answered', both),
      call('ringing', [...gone, leg('1003', 'callee', 'ringing')], { to: { number: '1003' }, sentOn: { by, note: 'an invoice' } }),
      call('ringing', [...gone, leg('1003', 'callee', 'ringing')], { to: { number: '1003' }, sentOn: { by, note: 'an invoice' } }),
      call('ringing', [...gone, leg('1003', 'callee', 'ended'), leg('1004', 'callee', 'ringing')], { to: { number: '1004' }, sentOn: { by } }),
      call('ended', [], { to: { number: '1004' }, endReason: 'cancelled', endedAt: 5000 }),
    );
    expect(record.steps).toEqual([
      { at: 2000, kind: 'sent-on', number: '1003', byNumber: '1002' },
      { at: 4000, kind: 'sent-on', number: '1004', byNumber: '1002' },
    ]);
    expect(record.legs.map(({ number, endedAt }) => [number, endedAt])).toEqual([['1001', 5000], ['1002', 2000], ['1003', 4000], ['1004', 5000]]);
    expect(record.legs.find(({ number }) => number === '1003')?.answeredAt).toBeNull();
  });

  it('keeps parking, retrieving, the conference and each change of the recording', () => {
    const alone = [leg('1001', 'caller', 'talking')];
    const parked = { slot: '701', by: { number: '1002' }, since: 0, until: 1 };
    const record = told(
      call('answered', alone),
      call('answered', alone, { parked }),
      call('answered', alone, { parked: { ...parked, until: 2 } }),
      call('answered', alone),
      call('answered', alone, { conference: true }),
      call('answered', alone, { conference: true, recording: 'on' }),
      call('answered', alone, { conference: true, recording: 'paused' }),
      call('answered', alone, { conference: true }),
    );
    expect(record.steps.map(({ at, kind, number }) => [at, kind, number])).toEqual([
      [2000, 'parked', '701'], [4000, 'retrieved', null], [5000, 'conference', null],
      [6000, 'recording', null], [7000, 'recording-paused', null], [8000, 'recording-off', null],
    ].map(([at, kind, number]) => [at, kind, kind === 'retrieved' ? '701' : number]));
  });

  it('does not call it retrieved when who was parked hangs up', () => {
    const parked = { slot: '701', by: { number: '1002' }, since: 0, until: 1 };
    const record = told(call('answered', [], { parked }), call('ended', [], { endReason: 'hung-up' }));
    expect(record.steps.map(({ kind }) => kind)).toEqual(['parked']);
  });
});
