import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import type { PbxPort } from '../../../server/ports/pbx.ts';
import { emptyPlan } from '../../../server/ports/pbx-plan.ts';
import type { PbxExtension } from '../../../server/ports/pbx-plan.ts';
import type { PhoneCall } from '../../fakes/sip-phone/call.ts';
import { talk, TestPhone } from '../../fakes/sip-phone/phone.ts';
import type { PhoneOptions } from '../../fakes/sip-phone/phone.ts';
import { actionParts, actionsContract } from './actions/index.ts';
import { Scene } from './actions/scene.ts';
import { callsContract } from './calls.ts';
import { refusesContract } from './refuses.ts';
import { stopsContract } from './stops.ts';
import { survivesContract } from './survives.ts';
import type { Stage } from './survives.ts';
import { Watch } from './watch.ts';

/** ms */
export interface PbxTimes {
  /** After which an unanswered call is given up. */
  ringTimeout: number;
  /** After which a parked call rings whoever parked it. */
  parkTimeout: number;
}

/** An adapter runs each in a file of its own: they wait for rings and sounds, and so they wait side by side. */
export const contractParts = ['calls', ...actionParts] as const;
export type ContractPart = (typeof contractParts)[number];

/** What every PBX must do, proved with phones that speak tones. An adapter's tests call it with a factory, once for each part. */
export interface PbxSubject {
  /** A PBX that is not started yet. */
  create(options: PbxTimes): PbxPort;
  /** The loudest tone of its hold music, in Hz. */
  holdMusic: number;
  /** What somebody hears who waits for an answer, in Hz. */
  ringback: number;
  /** A number that plays back what it hears. */
  echo: string;
  /** Whether its recordings have the caller on the left and everybody else on the right; else both sides are one channel. */
  recordsApart: boolean;
  /** The tone after a greeting, in Hz, and the keys one listens to messages with. */
  voicemail: { beep: number; keys: Record<'fresh' | 'repeat' | 'next' | 'previous' | 'delete' | 'callBack' | 'end', string> };
  /** Whether its calls go on when the gateway stops. */
  outlivesGateway: boolean;
}

const extensions: PbxExtension[] = [
  { number: '1001', name: 'Anna' },
  { number: '1002', name: 'Bert' },
  { number: '1003', name: 'Cyril' },
  { number: '1004', name: 'Dora' },
];
const times: PbxTimes = { ringTimeout: 1500, parkTimeout: 2500 };

export function pbxContract(part: ContractPart, label: string, subject: PbxSubject): void {
  describe(`${label}: ${part}`, { timeout: 30_000 }, () => {
    let pbx: PbxPort;
    let watch: Watch;
    let watching = new AbortController();
    let phones: TestPhone[] = [];

    beforeAll(async () => {
      pbx = subject.create(times);
      await pbx.start();
      await pbx.provision({ ...emptyPlan, extensions });
    });

    afterAll(() => pbx.stop());

    const keep = (made: TestPhone): TestPhone => {
      phones.push(made);
      return made;
    };
    const phone = async (number: string, options: PhoneOptions = {}): Promise<TestPhone> => {
      const made = keep(new TestPhone(pbx, number, options));
      expect(await made.register()).toBe(200);
      return made;
    };

    const start = (): void => {
      watching = new AbortController();
      watch = new Watch(pbx, watching.signal);
    };

    afterEach(async () => {
      await Promise.all(phones.map((made) => made.dispose()));
      for (const { id } of (await pbx.snapshot()).calls) await pbx.hangUp(id).catch(() => undefined);
      watching.abort();
      phones = [];
    });

    /** 1001 speaks 440 Hz, 1002 speaks 1000 Hz; both answered. */
    async function talking(): Promise<{ anna: TestPhone; bert: TestPhone; caller: PhoneCall; callee: PhoneCall }> {
      start();
      const anna = await phone('1001', { tone: 440 });
      const bert = await phone('1002', { tone: 1000 });
      return { anna, bert, ...(await talk(anna, bert)) };
    }

    /** 1001 has dialled 1002, whose phone knows of it. */
    async function ringing(): Promise<{ caller: PhoneCall; callee: PhoneCall }> {
      start();
      const anna = await phone('1001');
      const bert = await phone('1002');
      const caller = await anna.dial('1002');
      return { caller, callee: await bert.nextCall() };
    }

    const capabilities = subject.create(times).capabilities;
    const scene = new Scene({ pbx: () => pbx, watch: () => watch, start, phone, subject, times, provision: (more) => pbx.provision({ ...emptyPlan, extensions, ...more }) });
    if (part !== 'calls') return actionsContract(part, capabilities, scene);
    const stage: Stage = { resumes: capabilities.resume !== 'none', pbx: () => pbx, watch: () => watch, holdMusic: subject.holdMusic, phone, talking, ringing };
    callsContract({ ...stage, scene, extensions, echo: subject.echo, start, keep });
    refusesContract(capabilities, () => pbx);
    survivesContract(stage);
    stopsContract({ outlivesGateway: subject.outlivesGateway, pbx: () => pbx, watch: () => watch, talking, anew: start, another: async () => {
      const before = pbx;
      pbx = subject.create(times);
      await pbx.start();
      await pbx.provision({ ...emptyPlan, extensions });
      return () => void (pbx = before);
    } });
  });
}
