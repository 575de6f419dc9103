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

  describe('in queues', () => {
    const at = (number = '600', since = 500) => ({ kind: 'queue' as const, number, name: 'Support', since });
    const alone = [leg('+420', 'caller', 'dialling')];
    const taken = [leg('+420', 'caller', 'talking'), leg('1001', 'callee', 'ended'), leg('1002', 'callee', 'talking')];
    const came = (number = '600', since = 500) => call('ringing', alone, { at: at(number, since) });
    const visits = (...rows: Call[]) => told(...rows).visits.map(({ queueId, queueNumber, enteredAt, answeredAt, agentNumber, leftAt, leftReason }) => [queueId, queueNumber, enteredAt, answeredAt, agentNumber, leftAt, leftReason]);

    it('keeps who took it, after how long, whatever became of it later', () => {
      const sentOn = call('answered', taken, { via: at() });
      expect(visits(came(), sentOn, sentOn, call('ended', taken, { via: at(), endReason: 'hung-up' }))).toEqual([['support', '600', 500, 2000, '1002', 2000, 'answered']]);
    });

    it('keeps an agent also where the answer and the end were told at once', () => {
      const ended = taken.map((one) => ({ ...one, state: 'ended' as const }));
      expect(visits(came(), call('ended', ended, { via: at(), endReason: 'hung-up' }))).toMatchObject([['support', '600', 500, 2000, '1002', 2000, 'answered']]);
    });

    it.each([
      ['abandoned', { endReason: 'hung-up', endedBy: 'caller' }], ['abandoned', { endReason: 'cancelled' }], ['turned-away', { endReason: 'hung-up', endedBy: 'pbx' }],
      ['turned-away', { endReason: 'no-answer' }], ['lost', { endReason: 'pbx-restarted' }], ['lost', { endReason: 'lost' }],
    ] as const)('was %s: %j', (reason, more) => {
      expect(visits(came(), call('ended', [], { at: at(), ...more }))).toEqual([['support', '600', 500, null, null, 2000, reason]]);
    });

    it('keeps each time, also in the same queue, and what is not answered from it as moved', () => {
      const voicemail = { kind: 'voicemail' as const, number: '1001', name: 'Ann', since: 9 };
      expect(visits(came(), came('601', 600), call('answered', taken, { via: at() }), came('600', 700), call('answered', alone, { at: voicemail, via: at() }))).toEqual([
        ['support', '600', 500, null, null, 2000, 'moved'], [null, '601', 600, null, null, 3000, 'moved'], ['support', '600', 700, null, null, 5000, 'moved'],
      ]);
    });

    it('tells the places it came to in their order, once each', () => {
      const place = (kind: 'menu' | 'ring-group' | 'voicemail', number: string) => call('ringing', alone, { at: { kind, number, name: '', since: 1 } });
      const record = told(place('menu', '620'), came(), came(), place('ring-group', '610'), place('voicemail', '1001'), call('ended', [], { at: { kind: 'voicemail', number: '1001', name: '', since: 1 }, outside: 'in' }));
      expect(record.steps.map(({ kind, number }) => [kind, number])).toEqual([['menu', '620'], ['queue', '600'], ['ring-group', '610'], ['voicemail', '1001']]);
      expect(record.outside).toBe('in');
    });
  });
});
