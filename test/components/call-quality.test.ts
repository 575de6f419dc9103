import { expect } from '@open-wc/testing';
import { estimateScore, gradeOf, readQuality } from '../../components/call/actions/quality.ts';

const stats = (inbound: object, remote: object = {}): Record<string, unknown>[] => [
  { type: 'inbound-rtp', id: 'in', kind: 'audio', packetsReceived: 500, packetsLost: 0, jitter: 0.002, codecId: 'c', ...inbound },
  { type: 'remote-inbound-rtp', id: 'out', ...remote },
  { type: 'codec', id: 'c', mimeType: 'audio/opus' },
  { type: 'candidate-pair', id: 'p', nominated: true, state: 'succeeded', currentRoundTripTime: 0.05, localCandidateId: 'l' },
  { type: 'candidate-pair', id: 'q', nominated: false, state: 'failed', currentRoundTripTime: 9, localCandidateId: 'x' },
  { type: 'local-candidate', id: 'l', candidateType: 'relay' },
];
const none = { received: 0, lost: 0 };

describe('the quality of a call', () => {
  it('is estimated by delay, jitter and loss', () => {
    const good = { loss: 0, jitter: 2, roundTrip: 20 };
    expect(estimateScore(good)).to.be.within(4.3, 4.5);
    expect(gradeOf({ score: estimateScore(good) })).to.equal('good');
    // Cole and Rosenbluth: five per cent of loss cost G.711 about 17 points of R.
    expect(estimateScore({ ...good, loss: 0.05 })).to.be.within(3.7, 4.1);
    expect(gradeOf({ score: estimateScore({ ...good, loss: 0.05 }) })).to.equal('fair');
    expect(gradeOf({ score: estimateScore({ loss: 0.2, jitter: 40, roundTrip: 600 }) })).to.equal('poor');
    expect(estimateScore({ loss: 1, jitter: 900, roundTrip: 9000 })).to.equal(1);
  });

  it('is of the time since the last look', () => {
    const first = readQuality(stats({ packetsReceived: 400, packetsLost: 100 }), none)!;
    expect(first.quality.loss).to.equal(0.2);
    const second = readQuality(stats({ packetsReceived: 500, packetsLost: 100 }), first.counters)!;
    expect(second.quality.loss).to.equal(0);
    // A browser takes a late packet off the lost ones.
    expect(readQuality(stats({ packetsReceived: 600, packetsLost: 90 }), second.counters)!.quality.loss).to.equal(0);
  });

  it('counts what is lost on the way there, too', () => {
    expect(readQuality(stats({}, { fractionLost: 0.1, roundTripTime: 0.08 }), none)!.quality).to.deep.include({ loss: 0.1, roundTrip: 80, codec: 'opus', route: 'relay' });
  });

  it('takes the round trip of the path until the far side tells one', () => {
    expect(readQuality(stats({}), none)!.quality.roundTrip).to.equal(50);
  });

  it('is nothing before a packet came', () => {
    expect(readQuality(stats({ packetsReceived: 0 }), none)).to.equal(null);
    expect(readQuality([], none)).to.equal(null);
  });
});
