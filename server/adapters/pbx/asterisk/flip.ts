import { PbxError } from '../../../ports/pbx.ts';
import { addressOf, callIn, legIn } from './calling-in.ts';
import type { ActionTools } from './calling-in.ts';
import { gone } from './refusals.ts';
import { participants } from './tracked.ts';
import type { Channel, Tracked } from './tracked.ts';
import { causeElsewhere, causeNormal } from './translate.ts';

/** ms between two looks at whether a phone is heard, and after which it is taken as it is. */
const lookEvery = 40;
const mediaTime = 5_000;

/** Rings other devices of a leg's extension; the talk goes on where it is until one has answered and is heard. */
export async function flip(tools: ActionTools, legId: string, deviceId: string | null): Promise<void> {
  const { picture, gate } = tools;
  const { call, leg } = await legIn(tools, legId);
  if (leg.state !== 'talking' || call.state !== 'answered' || !participants(call).includes(leg)) throw gone();
  const here = gate.deviceOf(leg.sipCallId ?? '');
  const known = new Set([...picture.devicesOf(leg.endpoint), ...gate.devicesOf(leg.endpoint)]);
  const devices = [...known].filter((id) => id !== here && (deviceId === null || id === deviceId));
  if (devices.length === 0) throw new PbxError('NOT_REGISTERED', 'No such phone is there');
  const far = participants(call).find((one) => one !== leg);
  const from = far && call.conference !== true ? far.endpoint : leg.role === 'caller' ? call.to : call.from;
  await Promise.all(devices.map(async (id) => {
    const by = { extensionNumber: leg.endpoint, deviceId: id };
    await callIn(tools, {
      call, by, uri: await addressOf(tools, by), role: leg.role, from, byItself: false, place: 'klapka-away', extension: call.to,
      answered: (next) => void takeOver(tools, call, leg.uniqueId, next),
      gone: () => undefined,
    });
  }));
}

async function takeOver(tools: ActionTools, call: Readonly<Tracked>, former: string, next: Readonly<Channel>): Promise<void> {
  const { picture: { calls }, switchboard, meeting } = tools;
  calls.changeLeg(next.uniqueId, (leg) => void (leg.pending = true));
  // The first one wins.
  const others = call.channels.filter((one) => one !== next && one.pending === true && one.endpoint === next.endpoint);
  await switchboard.hangUp(calls.release(call.id, others.map(({ uniqueId }) => uniqueId)), causeElsewhere);
  await heard(tools, next.name);
  const before = calls.legOf(former)?.leg;
  if (!before || !calls.legOf(next.uniqueId)) return switchboard.hangUp(calls.release(call.id, [next.uniqueId]), causeNormal);
  const [far, ...more] = participants(call).filter((one) => one !== before);
  const joined = far && more.length === 0 && !call.parked && call.conference !== true;
  if (joined) await meeting.bring(call.id, next, far);
  calls.replace(former, next.uniqueId, { holds: false });
  if (!joined) await meeting.connect(call, next);
}

async function heard({ switchboard, clock, life }: ActionTools, channel: string): Promise<void> {
  const until = clock.now() + mediaTime;
  while (clock.now() < until && !life.aborted && (await switchboard.heard(channel) ?? 0) === 0) {
    await new Promise<void>((resolve) => { clock.after(lookEvery, resolve); });
  }
}
