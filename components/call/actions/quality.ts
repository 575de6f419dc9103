import type { ReactiveController } from 'lit';
import type { CallStat, ControllerHost, PhoneCall, PhoneController } from '../../controllers/index.ts';

/** What was measured since the last look; times in ms, loss 0–1. */
export interface Quality {
  loss: number;
  jitter: number;
  /** Null while nothing has come back yet. */
  roundTrip: number | null;
  /** Mean opinion score, 1–4.5, estimated. */
  score: number;
  codec: string;
  /** How the sound travels: `host` directly, `srflx` and `prflx` through a NAT, `relay` by a TURN server. */
  route: string;
}

export type Grade = 'good' | 'fair' | 'poor';

interface Counters {
  received: number;
  lost: number;
}

const period = 2_500;

const numberIn = (stat: CallStat | undefined, key: string): number => {
  const value = stat?.[key];
  return typeof value === 'number' ? value : 0;
};
const textIn = (stat: CallStat | undefined, key: string): string => {
  const value = stat?.[key];
  return typeof value === 'string' ? value : '';
};

/**
 * The E-model (ITU-T G.107), simplified for G.711 by R. G. Cole and J. H. Rosenbluth, "Voice over IP performance monitoring",
 * ACM SIGCOMM Computer Communication Review 31(2), 2001. An estimate: the delay within the devices is not known.
 */
export function estimateScore({ loss, jitter, roundTrip }: Pick<Quality, 'loss' | 'jitter' | 'roundTrip'>): number {
  const packet = 20;
  const delay = (roundTrip ?? 0) / 2 + 2 * jitter + packet;
  const byDelay = 0.024 * delay + 0.11 * Math.max(0, delay - 177.3);
  const byLoss = 30 * Math.log(1 + 15 * loss);
  const rating = Math.max(0, 94.2 - byDelay - byLoss);
  return Math.max(1, 1 + 0.035 * rating + 7e-6 * rating * (rating - 60) * (100 - rating));
}

/** G.107 annex B: from 4.0 on people are satisfied, from 3.6 on some are not. */
export function gradeOf({ score }: Pick<Quality, 'score'>): Grade {
  return score >= 4 ? 'good' : score >= 3.6 ? 'fair' : 'poor';
}

/** Reads the statistics of a peer connection (W3C Identifiers for WebRTC's Statistics API); null while no sound has come. */
export function readQuality(stats: readonly CallStat[], before: Counters): { quality: Quality; counters: Counters } | null {
  const of = (type: string, fits: (stat: CallStat) => boolean = () => true): CallStat | undefined => stats.find((stat) => stat['type'] === type && fits(stat));
  const byId = (id: string): CallStat | undefined => stats.find((stat) => stat['id'] === id);
  const inbound = of('inbound-rtp', (stat) => stat['kind'] === 'audio');
  const counters = { received: numberIn(inbound, 'packetsReceived'), lost: numberIn(inbound, 'packetsLost') };
  if (!inbound || counters.received === 0) return null;
  const remote = of('remote-inbound-rtp');
  const pair = of('candidate-pair', (stat) => stat['nominated'] === true && stat['state'] === 'succeeded');
  const [received, lost] = [counters.received - before.received, Math.max(0, counters.lost - before.lost)];
  const loss = Math.max(received + lost > 0 ? lost / (received + lost) : 0, numberIn(remote, 'fractionLost'));
  const seconds = typeof remote?.['roundTripTime'] === 'number' ? remote['roundTripTime'] : pair?.['currentRoundTripTime'];
  const measured = { loss, jitter: numberIn(inbound, 'jitter') * 1000, roundTrip: typeof seconds === 'number' ? seconds * 1000 : null };
  const quality = {
    ...measured,
    score: estimateScore(measured),
    codec: textIn(byId(textIn(inbound, 'codecId')), 'mimeType').replace(/^audio\//, ''),
    route: textIn(byId(textIn(pair, 'localCandidateId')), 'candidateType'),
  };
  return { quality, counters };
}

/** For whoever has to find out what was wrong: figures and ids, nobody's name or number. English on purpose. */
export function diagnosis(call: PhoneCall, callId: string | undefined, quality: Quality | null, now: number): string {
  const figures = quality ? [
    `loss ${(quality.loss * 100).toFixed(1)} %, jitter ${quality.jitter.toFixed(0)} ms, round trip ${quality.roundTrip === null ? 'unknown' : `${quality.roundTrip.toFixed(0)} ms`}`,
    `MOS ${quality.score.toFixed(1)} (estimated), codec ${quality.codec || 'unknown'}, route ${quality.route || 'unknown'}`,
  ] : ['nothing measured yet'];
  const answered = call.answeredAt === null ? 'not answered' : `answered ${Math.round((now - call.answeredAt) / 1000)} s ago`;
  return [
    `call ${callId ?? 'unknown'}, SIP Call-ID ${call.sipCallId}`,
    `${new Date(now).toISOString()}, ${call.direction}, ${call.state}${call.held ? ', held' : ''}${call.muted ? ', muted' : ''}, ${answered}`,
    ...figures, call.error ? `error ${call.error}` : 'no error', navigator.userAgent,
  ].join('\n');
}

/** Looks at the call that is talked on every few seconds. */
export class QualityWatch implements ReactiveController {
  quality: Quality | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private callId = '';
  private counters: Counters = { received: 0, lost: 0 };

  constructor(
    private readonly host: ControllerHost,
    private readonly phones: PhoneController,
  ) {
    host.addController(this);
  }

  hostUpdated(): void {
    const talking = this.phones.calls.find(({ state, held }) => state === 'talking' && !held);
    if ((talking?.id ?? '') === this.callId) return;
    this.stop();
    if (!talking) return;
    this.callId = talking.id;
    this.timer = setInterval(() => void this.look(talking.id), period);
    void this.look(talking.id);
  }

  hostDisconnected(): void {
    this.stop();
  }

  private stop(): void {
    clearInterval(this.timer);
    this.callId = '';
    this.quality = null;
    this.counters = { received: 0, lost: 0 };
  }

  private async look(callId: string): Promise<void> {
    const stats = await this.phones.phone?.report(callId).catch(() => null);
    const read = stats && callId === this.callId ? readQuality(stats, this.counters) : null;
    if (!read) return;
    this.quality = read.quality;
    this.counters = read.counters;
    this.host.requestUpdate();
  }
}
