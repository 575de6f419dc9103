import type { Reach } from '@klapka/protocol';
import type { RedirectOptions } from '../../../ports/call-actions.ts';
import { PbxError } from '../../../ports/pbx.ts';
import { legIn } from './calling-in.ts';
import type { ActionTools } from './calling-in.ts';
import { gone } from './refusals.ts';
import { participants, rung } from './tracked.ts';
import type { Channel, Tracked } from './tracked.ts';
import { causeElsewhere, causeNormal } from './translate.ts';

const longestNote = 500;
/** Whose rights count where who sends a side on has no extension: nobody's, and not those of that side's phone. */
const nobody = 'nobody';

type Leg = Readonly<Channel>;
type Call = Readonly<Tracked>;

const numberOf = ({ endpoint, outsider }: Leg): string => outsider?.number ?? endpoint;
const idsOf = (legs: readonly Leg[]): string[] => legs.map(({ uniqueId }) => uniqueId);
const others = ({ channels }: Call, leg: Leg): Leg[] => channels.filter((one) => one !== leg);

/** One leg is alone from now on, and calls. */
export function alone(call: Tracked, leg: Leg): void {
  for (const one of call.channels) if (one.uniqueId === leg.uniqueId) one.role = 'caller';
  Object.assign(call, { from: numberOf(leg), waits: leg.state === 'talking', calledIn: null, leaver: null });
  delete call.conference;
  delete call.parked;
  delete call.sentOn;
  delete call.at;
  delete call.caller;
  if (leg.outsider) call.caller = leg.outsider;
}

/** Sends one leg to a number, as if it had dialled it. */
export async function redirect(options: ActionTools, legId: string, number: string, { by, note, returnTo }: RedirectOptions = {}): Promise<void> {
  const { picture: { calls }, switchboard, meeting } = options;
  const { call, leg } = await legIn(options, legId);
  const taking = participants(call);
  if (!taking.includes(leg) || taking.length > 2 || !calls.claim(call.id)) throw gone();
  try {
    if (!await switchboard.isKnown(number)) throw new PbxError('UNKNOWN_NUMBER', 'The number leads nowhere');
    const served = await switchboard.isService(number);
    const back = returnTo !== undefined && await switchboard.isKnown(returnTo) ? returnTo : '';
    const left = others(call, leg);
    if (!await switchboard.set(leg.name, { KLAPKA_RETURN: back, KLAPKA_ACCOUNT: by ?? nobody, ...calledAs(leg) })) throw gone();
    // Before Asterisk is told, whose events may come before its answer.
    const names = calls.release(call.id, idsOf(left), (edited) => {
      alone(edited, leg);
      Object.assign(edited, { to: number, state: served && leg.state === 'talking' ? 'answered' : 'ringing', returnTo: back });
      if (by !== undefined && edited.state === 'ringing') edited.sentOn = { by, ...(note === undefined ? {} : { note: note.slice(0, longestNote) }) };
    });
    await options.settled(call.id);
    const taken = await switchboard.send(leg.name, 'klapka-dial', number);
    meeting.forget(call.id);
    await switchboard.hangUp(names, causeNormal);
    if (!taken) throw gone();
  } finally {
    calls.unclaim(call.id);
  }
}

/** Nobody came back to a side: the one who stays goes where its extension sends what it does not answer. False: nowhere. */
export async function sendLost(options: ActionTools, callId: string, { uniqueId, endpoint }: Leg, reach: Reach | undefined): Promise<boolean> {
  const call = options.picture.calls.get(callId);
  const [stays, ...more] = call ? participants(call).filter((leg) => leg.uniqueId !== uniqueId) : [];
  const number = (stays?.outsider ? reach?.external : reach?.internal)?.noAnswer ?? null;
  if (!stays || stays.away || more.length > 0 || call?.conference === true || number === null) return false;
  return redirect(options, stays.uniqueId, number, { by: endpoint }).then(() => true, () => false);
}

/** Somebody outside calls as himself, also where he was called. */
export function calledAs({ outsider }: Leg): Record<string, string> {
  return outsider ? { KLAPKA_OUTSIDE: 'yes', 'CALLERID(num)': outsider.number } : {};
}

/** Two legs of two calls talk with each other; the first call goes on with both. */
export async function join(options: ActionTools, legId: string, otherLegId: string): Promise<void> {
  const { picture: { calls } } = options;
  const [one, other] = await Promise.all([legIn(options, legId), legIn(options, otherLegId)]);
  if (one.call === other.call || sameDevice(options, one.leg, other.leg)) throw gone();
  const how = ringsIn(one) && talksIn(other) ? joinRinging : talksIn(one) && ringsIn(other) ? joinLater : talksIn(one) && talksIn(other) ? joinTalking : null;
  if (!how || one.call.claimed || other.call.claimed) throw gone();
  calls.claim(one.call.id);
  calls.claim(other.call.id);
  try {
    await how(options, one, other);
  } finally {
    calls.unclaim(one.call.id);
    calls.unclaim(other.call.id);
  }
}

interface Side {
  call: Call;
  leg: Leg;
}

const talksIn = ({ call, leg }: Side): boolean => {
  const taking = participants(call);
  return call.state === 'answered' && !call.parked && taking.length === 2 && taking.includes(leg);
};
const ringsIn = ({ call, leg }: Side): boolean => call.state === 'ringing' && rung(call).includes(leg);

function sameDevice({ gate }: ActionTools, { sipCallId: one }: Leg, { sipCallId: other }: Leg): boolean {
  const device = gate.deviceOf(one ?? '');
  return device !== undefined && device === gate.deviceOf(other ?? '');
}

async function joinTalking({ picture: { calls }, switchboard, meeting }: ActionTools, { call, leg }: Side, second: Side): Promise<void> {
  const left = others(call, leg);
  if (!await meeting.bring(call.id, leg, second.leg)) throw gone();
  calls.move(second.leg.uniqueId, call.id, 'callee');
  const names = calls.release(call.id, idsOf(left), (edited) => {
    alone(edited, leg);
    Object.assign(edited, { to: numberOf(second.leg), waits: true, state: 'answered' });
  });
  calls.end(second.call.id, 'transferred', 'pbx');
  await switchboard.hangUp(names, causeNormal);
}

/** What rings for the second call rings for the leg of the first from now on. */
async function joinLater({ picture: { calls }, switchboard, meeting }: ActionTools, { call, leg }: Side, { call: second }: Side): Promise<void> {
  const [left, [asked]] = [others(call, leg), participants(second)];
  // Before whoever has dialled them is gone, and their call with them.
  calls.endingForUs(second.id, 'transferred', 'pbx');
  for (const { uniqueId } of rung(second)) calls.move(uniqueId, call.id, 'callee');
  if (!await meeting.loosen(call) || !await switchboard.send(leg.name, 'klapka-ringing', second.to)) throw gone();
  const names = calls.release(call.id, idsOf(left), (edited) => {
    ringsOn(edited, leg, asked);
    edited.to = second.to;
  });
  calls.end(second.id, 'transferred', 'pbx');
  await switchboard.hangUp(names, causeNormal);
}

/** The first call rings on, for the leg of the second. */
async function joinRinging({ picture: { calls }, switchboard, meeting }: ActionTools, { call }: Side, { call: second, leg }: Side): Promise<void> {
  const left = participants(call);
  calls.endingForUs(second.id, 'transferred', 'pbx');
  calls.move(leg.uniqueId, call.id, 'caller');
  if (!await meeting.loosen(call) || !await switchboard.send(leg.name, 'klapka-ringing', call.to)) throw gone();
  const names = calls.release(call.id, idsOf(left), (edited) => ringsOn(edited, leg, left[0]));
  calls.end(second.id, 'transferred', 'pbx');
  await switchboard.hangUp(names, causeNormal);
}

function ringsOn(call: Tracked, leg: Leg, asked: Leg | undefined): void {
  alone(call, leg);
  Object.assign(call, { state: 'ringing', waits: true, returnTo: '' });
  if (asked) call.sentOn = { by: numberOf(asked) };
}

/** Somebody who rang on his own has taken it. */
export async function looseAnswered({ picture: { calls }, switchboard, meeting }: ActionTools, callId: string, legId: string): Promise<void> {
  const call = calls.get(callId);
  if (!call) return;
  const rest = rung(call).filter(({ loose }) => loose === true);
  calls.changeLeg(legId, (leg) => void (leg.loose = false));
  await switchboard.hangUp(calls.release(callId, idsOf(rest)), causeElsewhere);
  await meeting.connect(call);
}

/** Nobody of those has: back to whoever wants it back. False: nobody does. */
export async function sendBack({ picture: { calls }, switchboard }: ActionTools, callId: string): Promise<boolean> {
  const call = calls.get(callId);
  const [waits] = call ? participants(call) : [];
  const number = call?.returnTo ?? '';
  if (!call || !waits || number === '') return false;
  calls.change(callId, (edited) => {
    Object.assign(edited, { to: number, returnTo: '' });
    delete edited.sentOn;
  });
  return await switchboard.set(waits.name, { KLAPKA_RETURN: '' }) && switchboard.send(waits.name, 'klapka-dial', number);
}
