import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AmiClient } from '../../../../server/adapters/pbx/asterisk/ami/client.ts';
import { Silence } from '../../../../server/adapters/pbx/asterisk/silence.ts';
import { Switchboard } from '../../../../server/adapters/pbx/asterisk/switchboard.ts';
import type { Summons } from '../../../../server/adapters/pbx/asterisk/switchboard.ts';
import type { Logger } from '../../../../server/ports/logger.ts';
import { AmiServer, fieldOf } from '../../../fakes/ami-server.ts';
import type { ReceivedAction } from '../../../fakes/ami-server.ts';
import { TestClock } from '../../../fakes/clock.ts';

let server: AmiServer;
let client: AmiClient;
let clock: TestClock;
let switchboard: Switchboard;
let warnings: number;

const nothing = (): void => undefined;

beforeEach(async () => {
  server = new AmiServer({ username: 'klapka', secret: 'secret' });
  clock = new TestClock();
  warnings = 0;
  const logger: Logger = { debug: nothing, info: nothing, warn: () => void warnings++, error: nothing, child: () => logger };
  client = new AmiClient({ host: '127.0.0.1', port: await server.listen(), username: 'klapka', secret: 'secret', clock, logger, onEvent: nothing, onReady: nothing, onLost: nothing });
  await client.start();
  switchboard = new Switchboard(client, logger);
  for (const action of ['Redirect', 'Setvar', 'Originate', 'Hangup']) server.answer(action, (_action, answer) => answer.say(['Response: Success']));
});

afterEach(async () => {
  client.stop();
  await server.close();
  expect(server.complaints).toEqual([]);
});

const sent = (name: string): ReceivedAction[] => server.actions.filter((action) => fieldOf(action, 'Action') === name);
const summons: Summons = {
  uniqueId: 'klapka1-1.1', extensionNumber: '1001', uri: 'sip:abc@127.0.0.1:5060;transport=ws;x-ast-orig-host=phone.invalid:0', from: { number: '1002', name: 'Bert' },
  headers: { 'X-Klapka-Resume': 'incoming;age=3;replaces=abc@phone.invalid;held' }, place: 'klapka-music', extension: '1002', within: 20_000,
};

describe('a phone that is called in', () => {
  it('is called at its address, with its headers and a name that is nothing but a name', async () => {
    expect(await switchboard.callIn({ ...summons, from: { number: '1002', name: 'B"e<r>t;,\\' } })).toBe(true);
    const [action = []] = sent('Originate');
    expect(fieldOf(action, 'Channel')).toBe(`PJSIP/1001/${summons.uri}`);
    expect(fieldOf(action, 'CallerID')).toBe('"B e r t" <1002>');
    expect(action.filter(([name]) => name === 'Variable').map(([, value]) => value)).toEqual(['PJSIP_HEADER(add,X-Klapka-Resume)=incoming;age=3;replaces=abc@phone.invalid;held']);
  });

  it.each<[string, Partial<Summons>]>([
    ['an address that would be two', { uri: 'sip:abc@phone.invalid&PJSIP/1002' }],
    ['an address with a function in it', { uri: 'sip:${SHELL(id)}@phone.invalid' }],
    ['a header that would be another variable', { headers: { 'X-Klapka-Resume': 'incoming;age=3;replaces=a,CHANNEL(hangup_handler_push)=x' } }],
    ['an extension that is none', { extensionNumber: '1001/sip:x' }],
  ])('is not called with %s', async (_what, wrong) => {
    expect(await switchboard.callIn({ ...summons, ...wrong })).toBe(false);
    expect(sent('Originate')).toEqual([]);
  });

  it('goes to a number that can stand in a dialplan, else to s', async () => {
    await switchboard.callIn({ ...summons, extension: '1002,1)${X}' });
    expect(fieldOf(sent('Originate')[0] ?? [], 'Exten')).toBe('s');
  });

  it('has an id that is its own, and younger to Asterisk than its call', () => {
    const [one, other] = [switchboard.newId(clock.now()), switchboard.newId(clock.now())];
    expect(one).not.toBe(other);
    expect(Number(/-(\d+)\.\d+$/.exec(one)?.[1])).toBeGreaterThan(clock.now() / 1000);
  });
});

describe('a command', () => {
  it('that Asterisk refuses, as for a channel that is gone, is no fault', async () => {
    server.answer('Redirect', (_action, answer) => answer.say(['Response: Error', 'Message: Channel does not exist']));
    expect(await switchboard.send('PJSIP/1001-00000001', 'klapka-music', '1002')).toBe(false);
    expect(warnings).toBe(0);
  });

  it('that Asterisk does not answer is told to the log', async () => {
    server.answer('Hangup', nothing);
    const done = switchboard.hangUp(['PJSIP/1001-00000001'], 16);
    await server.until(() => sent('Hangup').length === 1);
    clock.pass(5_000);
    await done;
    expect(warnings).toBe(1);
  });

  it('joins nobody with a channel that is gone', async () => {
    server.answer('Setvar', (_action, answer) => answer.say(['Response: Error', 'Message: No such channel']));
    expect(await switchboard.join('PJSIP/1001-00000001', 'PJSIP/1002-00000002', '1002')).toBe(false);
    expect(sent('Redirect')).toEqual([]);
  });
});

describe('silence', () => {
  it('is told when nothing came for long enough, and that something comes again', async () => {
    const told: string[] = [];
    let [count, channel]: [number, string | null] = [1, 'PJSIP/1001-00000001'];
    const silence = new Silence({ clock, life: new AbortController().signal, quietAfter: 1_500, heard: () => Promise.resolve(count) });
    silence.listen('leg', { channel: () => channel, quiet: () => void told.push('quiet'), heardAgain: () => void told.push('heard') });
    const looks = async (times: number, come: boolean): Promise<void> => {
      for (let look = 0; look < times; look++) {
        if (come) count++;
        clock.pass(500);
        await Promise.resolve();
      }
    };
    await looks(6, true);
    expect(told).toEqual([]);
    await looks(2, false);
    expect(told).toEqual([]);
    await looks(3, false);
    expect(told).toEqual(['quiet']);
    await looks(1, true);
    expect(told).toEqual(['quiet', 'heard']);
    channel = null;
    await looks(10, false);
    expect(told).toEqual(['quiet', 'heard']);
  });
});
