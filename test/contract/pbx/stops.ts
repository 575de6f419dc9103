import { expect, it } from 'vitest';
import type { PbxPort } from '../../../server/ports/pbx.ts';
import type { Stage } from './survives.ts';

interface StopStage extends Pick<Stage, 'pbx' | 'watch' | 'talking'> {
  outlivesGateway: boolean;
  /** Another gateway at the PBX is `pbx()` from now on, until what it answers is called. */
  another(): Promise<() => void>;
  /** Watches `pbx()` from now on. */
  anew(): void;
}

/** What becomes of calls when the gateway stops. Part of `pbxContract`. */
export function stopsContract(stage: StopStage): void {
  if (stage.outlivesGateway) leavesCalls(stage);
  else endsCalls(stage);
}

async function stopped(pbx: PbxPort): Promise<void> {
  const startedAt = performance.now();
  await pbx.stop();
  expect(performance.now() - startedAt).toBeLessThan(3000);
  await expect(pbx.ping()).rejects.toMatchObject({ code: 'PBX_UNAVAILABLE' });
}

function leavesCalls({ pbx, watch, talking, another, anew }: StopStage): void {
  it('leaves its calls alone when the gateway stops, and shows them to the next one', async () => {
    const leave = await another();
    const { caller, callee } = await talking();
    const [row] = (await pbx().snapshot()).calls;
    await stopped(pbx());
    await Promise.all([caller.hears(1000), callee.hears(440)]);
    leave();
    const leaveNext = await another();
    anew();
    const legs = [{ role: 'caller', sipCallId: caller.sipCallId }, { role: 'callee', sipCallId: callee.sipCallId }];
    await expect.poll(async () => (await pbx().snapshot()).calls).toMatchObject([{ id: row?.id, state: 'answered', from: row?.from, to: row?.to, legs }]);
    await pbx().hangUp(row?.id ?? '');
    expect(await watch().call((call) => call.state === 'ended', 'ended')).toMatchObject({ id: row?.id, endReason: 'hung-up', endedBy: 'pbx' });
    await pbx().stop();
    leaveNext();
  });
}

function endsCalls({ pbx, watch, talking, another }: StopStage): void {
  it('ends its calls with a BYE when it stops, within three seconds', async () => {
    const leave = await another();
    const { caller, callee } = await talking();
    await stopped(pbx());
    expect(await caller.ended).toMatchObject({ how: 'bye' });
    expect(await callee.ended).toMatchObject({ how: 'bye' });
    expect(await watch().call((call) => call.state === 'ended', 'ended')).toMatchObject({ endReason: 'pbx-restarted' });
    leave();
  });
}
