import { expect } from '@open-wc/testing';
import type { Call, Leg } from '@klapka/protocol';
import { farSide, otherLegs } from '../../../components/shared/far-side.ts';

const own = { direction: 'outgoing', number: '1002', name: 'Petr', sipCallId: 'own' } as const;
const leg = (id: string, number: string, more: Partial<Leg> = {}): Leg => ({ id, party: { number, name: `Name ${number}` }, role: 'callee', state: 'talking', ...more });
const row = (...legs: Leg[]): Call => ({ id: 'call-1', from: { number: '1001' }, to: { number: '1002', name: 'Petr Svoboda' }, state: 'answered', startedAt: 0, legs: [leg('own', '1001', { role: 'caller', sipCallId: 'own' }), ...legs] });

describe('the far side of a call', () => {
  it('is what signalling said, until the gateway knows', () => {
    expect(farSide(own, undefined)).to.deep.equal({ number: '1002', name: 'Petr' });
  });
  it('is whom the call was made to while several phones ring for it', () => {
    expect(farSide(own, row(leg('a', '1003', { state: 'ringing' }), leg('b', '1004', { state: 'ringing' })))).to.deep.equal({ number: '1002', name: 'Petr Svoboda' });
  });
  it('is somebody else after a transfer', () => {
    expect(farSide(own, row(leg('a', '1002', { state: 'ended' }), leg('b', '1005')))).to.deep.equal({ number: '1005', name: 'Name 1005' });
  });
  it('lends nobody the name of another', () => {
    const stranger: Leg = { id: 'b', party: { number: '+420777123456' }, role: 'callee', state: 'talking' };
    expect(farSide(own, row(stranger))).to.deep.equal({ number: '+420777123456' });
  });
  it('is never oneself: who was called has become the caller of what was passed on or parked', () => {
    const mine = { direction: 'incoming', number: '1001', name: 'Ann', sipCallId: 'own' } as const;
    const passedOn: Call = { ...row(leg('a', '1003', { state: 'ringing' })), from: { number: '1002' }, to: { number: '1003' } };
    expect(farSide(mine, passedOn)).to.deep.equal({ number: '1003' });
    const parked: Call = { ...row(), from: { number: '1002' }, parked: { slot: '701', by: { number: '1001', name: 'Ann' }, since: 0, until: 1 } };
    expect(farSide(mine, parked)).to.deep.equal({ number: '1001', name: 'Ann' });
  });
  it('is none of those who listen', () => {
    expect(otherLegs(own, row(leg('a', '1002'), leg('m', '1006', { role: 'monitor' }))).map(({ id }) => id)).to.deep.equal(['a']);
  });
});
