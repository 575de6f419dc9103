import { describe, expect, it } from 'vitest';
import { CallStateError, canMove, moved } from '../../../components/core/phone/call-state.ts';
import type { PhoneCall, PhoneCallState } from '../../../components/core/phone/phone-port.ts';

const call = (direction: PhoneCall['direction'], state: PhoneCallState): PhoneCall => ({
  id: 'c1',
  direction,
  state,
  number: '1002',
  name: '',
  sipCallId: 's1',
  muted: false,
  held: false,
  holdPending: false,
  startedAt: 0,
  answeredAt: null,
  endedAt: null,
  endReason: null,
  camera: false,
  pictures: false,
  digits: '',
  error: null,
});

const states: PhoneCallState[] = ['dialling', 'ringing', 'answering', 'talking', 'ended'];
const legal = {
  outgoing: ['dialling>ringing', 'dialling>talking', 'dialling>ended', 'ringing>talking', 'ringing>ended', 'answering>talking', 'answering>ended', 'talking>ended'],
  incoming: ['ringing>answering', 'ringing>ended', 'answering>talking', 'answering>ringing', 'answering>ended', 'talking>ended'],
};

describe('states of a call', () => {
  for (const direction of ['outgoing', 'incoming'] as const) {
    it(`lets an ${direction} call move along the drawn arrows only`, () => {
      const found = states.flatMap((from) => states.filter((to) => canMove(call(direction, from), to)).map((to) => `${from}>${to}`));
      expect(found.sort()).toEqual(legal[direction].sort());
    });
  }

  it('applies the change together with the move and leaves the old picture alone', () => {
    const before = call('outgoing', 'ringing');
    const after = moved(before, 'talking', { answeredAt: 5 });
    expect(after).toEqual({ ...before, state: 'talking', answeredAt: 5 });
    expect(before.state).toBe('ringing');
  });

  it('throws on any other move', () => {
    expect(() => moved(call('incoming', 'ended'), 'talking')).toThrow(CallStateError);
    expect(() => moved(call('outgoing', 'dialling'), 'answering')).toThrow('An outgoing call cannot go from dialling to answering');
  });
});
