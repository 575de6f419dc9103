import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyPlan } from '../../../../server/ports/pbx-plan.ts';
import { create } from '../../../../server/adapters/pbx/asterisk/index.ts';
import type { PbxEvent, PbxPort } from '../../../../server/ports/pbx.ts';
import type { Logger } from '../../../../server/ports/logger.ts';
import { AmiServer, fieldOf } from '../../../fakes/ami-server.ts';
import { TestClock } from '../../../fakes/clock.ts';
import { silentLogger } from '../../../fakes/sip-phone/logger.ts';

const unloaded = new Set<string>();
let server: AmiServer;
let clock: TestClock;
let pbx: PbxPort;
let events: PbxEvent[];
let startedAt: string;
let channels: string[][];
let port: number;
/** Requests to ARI that went well, and how many more will not. */
let told: string[];
let failing: number;
let logged: object[];

beforeEach(async () => {
  server = new AmiServer({ username: 'klapka', secret: 'secret' });
  clock = new TestClock();
  events = [];
  startedAt = '10:00:00';
  channels = [];
  [told, failing, logged] = [[], 0, []];
  unloaded.clear();
  server.answer('ModuleCheck', (action, answer) => answer.say([`Response: ${unloaded.has(fieldOf(action, 'Module')) ? 'Error' : 'Success'}`]));
  server.answer('CoreStatus', (_action, answer) => answer.say(['Response: Success', 'CoreStartupDate: 2026-11-23', `CoreStartupTime: ${startedAt}`]));
  server.answer('PJSIPShowContacts', (_action, answer) => answer.say(['Response: Error', 'Message: No Contacts found']));
  server.answer('Getvar', (_action, answer) => answer.say(['Response: Error', 'Message: No such channel']));
  server.answer('DeviceStateList', (_action, answer) => {
    answer.say(['Response: Success', 'EventList: start']);
    answer.say(['Event: DeviceStateChange', 'Device: PJSIP/1001', 'State: INUSE']);
    answer.say(['Event: DeviceStateListComplete', 'EventList: Complete']);
  });
  server.answer('CoreShowChannels', (_action, answer) => {
    answer.say(['Response: Success', 'EventList: start']);
    for (const channel of channels) answer.say(['Event: CoreShowChannel', ...channel]);
    answer.say(['Event: CoreShowChannelsComplete', 'EventList: Complete']);
  });
  port = await server.listen();
  pbx = open();
});

afterEach(async () => {
  await pbx.stop();
  await server.close();
  expect(server.complaints).toEqual([]);
});

/** Errors that are logged, by what they carry. */
const logger: Logger = { ...silentLogger, error: (details: object) => void logged.push(details) };

/** Asterisk has none of the gateway's objects yet. */
const ari: typeof fetch = (url, { method } = {}) => {
  if (failing-- > 0) return Promise.resolve(new Response(null, { status: 503 }));
  if (method === 'GET') return Promise.resolve(new Response(null, { status: 404 }));
  told.push(String(url));
  return Promise.resolve(new Response(null, { status: 204 }));
};

function open(secret = 'secret'): PbxPort {
  const config = { ami: { host: '127.0.0.1', port, username: 'klapka', secret }, ari: { url: 'http://127.0.0.1:1', username: 'a', password: 'b' } };
  const made = create({ config, logger, clock, fetch: ari });
  made.subscribe((event) => void events.push(event), new AbortController().signal);
  return made;
}

const anna = ['Channel: PJSIP/1001-0000000a', 'Uniqueid: pbx-1.10', 'Linkedid: pbx-1.10', 'Exten: 1002', 'Duration: 00:01:05'];
const bert = ['Channel: PJSIP/1002-0000000b', 'Uniqueid: pbx-1.11', 'Linkedid: pbx-1.10', 'Exten: ', 'Duration: 00:01:04'];
const ended = (): PbxEvent[] => events.filter((event) => event.type === 'call' && event.call.state === 'ended');

describe('the Asterisk adapter', () => {
  it('does not start with a wrong secret', async () => {
    await expect(open('wrong').start()).rejects.toMatchObject({ name: 'PbxError', code: 'PBX_UNAVAILABLE', message: 'Asterisk refused the login to its manager interface' });
  });

  it('waits for an Asterisk that is not there yet', async () => {
    await server.close();
    await pbx.start();
    await expect(pbx.ping()).rejects.toMatchObject({ code: 'PBX_UNAVAILABLE' });
    await server.listen(port);
    await expect.poll(async () => { clock.pass(1000); return pbx.ping().then(() => 'ready', () => 'not ready'); }).toBe('ready');
  });

  it('is not ready where Asterisk lacks a module, and names it', async () => {
    unloaded.add('res_srtp').add('res_ari_asterisk');
    await pbx.start();
    await expect(pbx.ping()).rejects.toMatchObject({ code: 'PBX_UNAVAILABLE', message: 'Asterisk has not loaded res_srtp, res_ari_asterisk' });
    expect(logged).toEqual([{ modules: ['res_srtp', 'res_ari_asterisk'] }]);
  });

  it('is not ready where the dialplan lacks a context, since whoever is sent there would be hung up', async () => {
    server.answer('Getvar', (action, answer) => answer.say(['Response: Success', `Value: ${fieldOf(action, 'Variable') === 'DIALPLAN_EXISTS(klapka-parked,701,1)' ? 0 : 1}`]));
    await pbx.start();
    await expect(pbx.ping()).rejects.toMatchObject({ code: 'PBX_UNAVAILABLE', message: 'Asterisk has not loaded [klapka-parked]' });
    expect(logged).toEqual([{ contexts: ['klapka-parked'] }]);
  });

  it('is not ready while Asterisk answers nothing, and gives the connection up for a new one', async () => {
    channels = [[...anna, 'ChannelStateDesc: Up']];
    await pbx.start();
    server.options.silent = true;
    const asked = expect(pbx.ping()).rejects.toMatchObject({ code: 'PBX_UNAVAILABLE', message: 'Asterisk does not answer' });
    await server.until(() => server.actions.some((action) => fieldOf(action, 'Action') === 'Ping'));
    // Half a minute, in which it is asked whether it is there.
    for (let second = 0; second < 30; second++) clock.pass(1000);
    await asked;
    await expect(pbx.hangUp('pbx-1.10')).rejects.toMatchObject({ code: 'PBX_UNAVAILABLE' });
    expect((await pbx.snapshot()).calls).toMatchObject([{ id: 'pbx-1.10' }]);
    server.options.silent = false;
    channels = [];
    await expect.poll(async () => { clock.pass(1000); return pbx.ping().then(() => 'ready', () => 'not ready'); }).toBe('ready');
    expect((await pbx.snapshot()).calls).toEqual([]);
  });

  it('takes half a list for none: where Asterisk closes in the middle, it reads again', async () => {
    channels = [[...anna, 'ChannelStateDesc: Up'], [...bert, 'ChannelStateDesc: Up']];
    await pbx.start();
    const list = server.answerOf('CoreShowChannels');
    server.answer('CoreShowChannels', (_action, answer) => {
      answer.say(['Response: Success', 'EventList: start']);
      answer.say(['Event: CoreShowChannel', ...anna, 'ChannelStateDesc: Up']);
      answer.close();
      server.answer('CoreShowChannels', (action, whole) => list?.(action, whole));
    });
    server.drop();
    await expect.poll(() => { clock.pass(1000); return events.some(({ type }) => type === 'reset'); }).toBe(true);
    expect(ended()).toEqual([]);
    expect((await pbx.snapshot()).calls[0]?.legs.map(({ state }) => state)).toEqual(['talking', 'talking']);
  });

  it('reads the calls and lines there are, in whatever order Asterisk lists them', async () => {
    channels = [[...bert, 'ChannelStateDesc: Up'], [...anna, 'ChannelStateDesc: Up']];
    await pbx.start();
    await pbx.provision({ ...emptyPlan, extensions: [{ number: '1001', name: 'Anna' }, { number: '1002', name: 'Bert' }] });
    const { calls, lines } = await pbx.snapshot();
    expect(calls).toMatchObject([{ id: 'pbx-1.10', state: 'answered', from: { number: '1001', name: 'Anna' }, to: { number: '1002', name: 'Bert' }, startedAt: clock.now() - 65_000 }]);
    expect(calls[0]?.legs.map(({ role, state, holding }) => [role, state, holding])).toEqual([['caller', 'talking', undefined], ['callee', 'talking', undefined]]);
    expect(lines).toEqual([{ extensionNumber: '1001', line: 'busy' }]);
  });

  it('after a lost connection reads again, says so, and ends what is gone', async () => {
    channels = [[...anna, 'ChannelStateDesc: Up'], [...bert, 'ChannelStateDesc: Up']];
    await pbx.start();
    channels = [];
    server.drop();
    await expect.poll(() => { clock.pass(1000); return events.some(({ type }) => type === 'reset'); }).toBe(true);
    expect(ended()).toMatchObject([{ call: { id: 'pbx-1.10', endReason: 'hung-up' } }]);
    expect((await pbx.snapshot()).calls).toEqual([]);
  });

  it('after a restart of Asterisk says that this is why the calls are gone', async () => {
    channels = [[...anna, 'ChannelStateDesc: Up']];
    await pbx.start();
    await pbx.provision({ ...emptyPlan, extensions: [{ number: '1001', name: 'Anna' }] });
    expect(await pbx.sipCredentials('1001', 'a')).toMatchObject({ epoch: '2026-11-23 10:00:00' });
    [channels, startedAt] = [[], '10:05:00'];
    server.drop();
    await expect.poll(() => { clock.pass(1000); return events.some(({ type }) => type === 'reset'); }).toBe(true);
    expect(ended()).toMatchObject([{ call: { id: 'pbx-1.10', endReason: 'pbx-restarted', endedBy: 'pbx' } }]);
    expect(await pbx.sipCredentials('1001', 'a')).toMatchObject({ epoch: '2026-11-23 10:05:00' });
  });

  it('reads again what Asterisk did not answer while the connection stood', async () => {
    const list = server.answerOf('CoreShowChannels');
    server.answer('CoreShowChannels', () => undefined);
    const starting = pbx.start();
    await server.until(() => server.actions.some((action) => fieldOf(action, 'Action') === 'CoreShowChannels'));
    server.answer('CoreShowChannels', (action, answer) => list?.(action, answer));
    clock.pass(5_000);
    await starting;
    await expect(pbx.ping()).rejects.toMatchObject({ message: 'Asterisk is being read' });
    channels = [[...anna, 'ChannelStateDesc: Up']];
    await expect.poll(async () => { clock.pass(1000); return pbx.ping().then(() => 'ready', () => 'not ready'); }).toBe('ready');
    expect((await pbx.snapshot()).calls).toMatchObject([{ id: 'pbx-1.10' }]);
  });

  it('tells Asterisk of the extensions again where that failed', async () => {
    failing = 1;
    await pbx.provision({ ...emptyPlan, extensions: [{ number: '1001', name: 'Anna' }] });
    await pbx.start();
    expect(told).toEqual([]);
    clock.pass(5_000);
    await expect.poll(() => told.map((url) => url.split('/').slice(-2).join(' '))).toEqual(['aor 1001', 'endpoint 1001']);
    expect(events).toEqual([]);
  });

  it('applies what happens while it reads, once', async () => {
    const answerLater: (() => void)[] = [];
    const list = server.answerOf('CoreShowChannels');
    server.answer('CoreShowChannels', (action, answer) => void answerLater.push(() => list?.(action, answer)));
    const starting = pbx.start();
    await server.until(() => answerLater.length === 1);
    // The call began before the list was made and ended after it was read.
    channels = [[...anna, 'ChannelStateDesc: Up']];
    server.tell(['Event: Newchannel', ...anna, 'ChannelStateDesc: Ring']);
    answerLater[0]?.();
    server.tell(['Event: Hangup', ...anna, 'Cause: 16']);
    await starting;
    await expect.poll(async () => (await pbx.snapshot()).calls).toEqual([]);
    expect(ended()).toHaveLength(1);
  });
});
