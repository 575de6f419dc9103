import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readHistory } from '../../../../server/adapters/pbx/asterisk/history.ts';
import { planDialplan } from '../../../../server/adapters/pbx/asterisk/plan/files.ts';
import { trunkObjects } from '../../../../server/adapters/pbx/asterisk/plan/outside.ts';
import { queueFile } from '../../../../server/adapters/pbx/asterisk/plan/queues-conf.ts';
import { soundFile } from '../../../../server/adapters/pbx/asterisk/plan/sound-file.ts';
import { Hours, MailboxRules, Menu, QueueRules, RingGroup, Trunk } from '@klapka/protocol';
import { emptyPlan } from '../../../../server/ports/pbx-plan.ts';
import type { PbxPlan } from '../../../../server/ports/pbx-plan.ts';

/** What would be configuration of somebody else's choice, if it were to stand in a file. */
const evil = 'Sales\n[klapka]\nexten => _X.,1,System(id);],(';

function planWith(name: string): PbxPlan {
  return {
    ...emptyPlan,
    extensions: [{ number: '1001', name, outboundRights: 'rights', callerId: '+420222333444' }],
    mailboxes: [{ ...MailboxRules.parse({}), number: '1001', name, listeners: ['1001'] }],
    queues: [{ ...QueueRules.parse({ overflow: '#1001' }), number: '600', name, agents: [] }],
    ringGroups: [{ ...RingGroup.omit({ memberExtensionIds: true }).parse({ name: 'x', number: '610', overflow: '0900123456' }), name, members: ['1001'] }],
    menus: [{ ...Menu.parse({ name: 'x', number: '620', keys: { 1: '600', '*': '1001' }, otherwise: '#1001', directDial: true }), name }],
    hours: [{ ...Hours.parse({ name: 'x', timeZone: 'Europe/Prague', open: [{ days: [1, 2], from: '08:00', to: '24:00' }], holidays: [{ date: '2026-12-24', name: 'x', everyYear: true }] }), id: 'h', name }],
    trunks: [{ ...Trunk.parse({ name: 'x', server: 'sip.example.com:5070', username: 'account', password: 'x', registers: true, addresses: ['192.0.2.7'] }), id: 't', name, password: evil }],
    inboundRoutes: [{ name, trunkId: 't', number: '420222', to: '620', hoursId: 'h', closedTo: '#1001', holidayTo: null }],
    outboundRoutes: [{ name, prefix: '0', strip: 1, prepend: '+420', trunkIds: ['t'] }],
    outboundRights: [{ id: 'rights', rules: [{ prefix: '0', allowed: true }, { prefix: '0900', allowed: false }] }],
  };
}

const textsOf = (plan: PbxPlan): string => [planDialplan(plan, 5), queueFile(plan), trunkObjects(plan)].join('\n');

describe('the plan as Asterisk’s configuration', () => {
  it('says nothing of what people have named things, nor a password', () => {
    expect(textsOf(planWith(evil))).toBe(textsOf(planWith('Sales')));
    expect(textsOf(planWith(evil))).not.toContain('System');
  });

  it('writes nothing at all where a number, an id, an address or a sound could be configuration', () => {
    const plan = planWith('Sales');
    const [mailbox, queue, group, menu, hours, trunk] = [plan.mailboxes[0], plan.queues[0], plan.ringGroups[0], plan.menus[0], plan.hours[0], plan.trunks[0]];
    if (!mailbox || !queue || !group || !menu || !hours || !trunk) throw new Error('incomplete');
    for (const bad of ['600\nexten => 1', '600;', '6]', '600,1)', '_X.', '${EXTEN}', '']) {
      const plans: Partial<PbxPlan>[] = [
        { queues: [{ ...queue, number: bad }] }, { queues: [{ ...queue, overflow: bad }] }, { ringGroups: [{ ...group, members: [bad] }] },
        { mailboxes: [{ ...mailbox, number: bad }] }, { mailboxes: [{ ...mailbox, greeting: bad }] }, { menus: [{ ...menu, keys: { 1: bad } }] }, { menus: [{ ...menu, otherwise: bad }] },
        { hours: [{ ...hours, id: bad }] }, { hours: [{ ...hours, timeZone: bad }] }, { trunks: [{ ...trunk, id: bad }] }, { trunks: [{ ...trunk, server: bad }] },
        { trunks: [{ ...trunk, addresses: [bad] }] }, { trunks: [{ ...trunk, callerId: bad }] },
      ];
      for (const part of plans) expect(() => textsOf({ ...plan, ...part }), `${JSON.stringify(bad)} in ${Object.keys(part).join()}`).toThrow();
    }
  });
});

it('lets out nothing but numbers, whatever a phone beside the gateway dials: first of all', () => {
  const ways = planDialplan(planWith('Sales'), 5).split('[klapka-outside]')[1]?.split('\n[')[0] ?? '';
  expect(ways.trim().split('\n').slice(0, 2)).toEqual([
    'exten => _0!,1,GotoIf($[${LEN(${EXTEN})} != ${LEN(${FILTER(0-9a-zA-Z+*#,${EXTEN})})}]?unknown)',
    ' same => n,Gosub(klapka-may,${EXTEN},1)',
  ]);
});

describe('sounds of one’s own', () => {
  const wav = (code: number, rate: number, bits: number, data: Buffer): Buffer => {
    const head = Buffer.alloc(44);
    head.write('RIFF', 0);
    head.writeUInt32LE(36 + data.length, 4);
    head.write('WAVEfmt ', 8);
    head.writeUInt32LE(16, 16);
    head.writeUInt16LE(code, 20);
    head.writeUInt16LE(1, 22);
    head.writeUInt32LE(rate, 24);
    head.writeUInt32LE((rate * bits) / 8, 28);
    head.writeUInt16LE(bits / 8, 32);
    head.writeUInt16LE(bits, 34);
    head.write('data', 36);
    head.writeUInt32LE(data.length, 40);
    return Buffer.concat([head, data]);
  };

  it('are what Asterisk plays, or refused', () => {
    const data = Buffer.from([1, 2, 3, 4]);
    expect(soundFile(wav(7, 8000, 8, data))).toEqual({ ending: 'ulaw', bytes: data });
    expect(soundFile(wav(1, 8000, 16, data)).ending).toBe('wav');
    expect(() => soundFile(wav(1, 44_100, 16, data))).toThrow('44100 Hz');
    expect(() => soundFile(Buffer.from('<html>'))).toThrow('Not a WAV file');
    expect(() => soundFile(wav(1, 8000, 16, data).subarray(0, 30))).toThrow();
  });
});

describe('the calls Asterisk wrote down', () => {
  const at = (seconds: number): string => `${1_795_000_000 + seconds}.000000`;
  const line = (id: string, [start, answer, end]: [number, number | null, number], rest: string): string => `${id},${at(start)},${answer === null ? '0.000000' : at(answer)},${at(end)},${rest}\n`;

  async function historyOf(text: string, since: number) {
    const folder = await mkdtemp(join(tmpdir(), 'klapka-history-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'calls.csv');
    await writeFile(path, text);
    return readHistory(path, 1000 * (1_795_000_000 + since), (number) => (number === '1001' ? 'Anna' : undefined));
  }

  it('are one for each call, whatever its connections, and only those that ended since', async () => {
    const calls = await historyOf([
      line('old', [0, 1, 5], 'ANSWERED,Dial,PJSIP/1001-00000001,PJSIP/1002-00000002,1001,1002,klapka-ring'),
      line('a', [10, 12, 20], 'ANSWERED,Dial,PJSIP/1001-00000003,PJSIP/1002-00000004,1001,1002,klapka-ring'),
      line('a', [20, 22, 40], 'ANSWERED,Dial,PJSIP/1001-00000003,PJSIP/1003-00000005,1001,1003,klapka-ring'),
      line('b', [30, null, 35], 'NO ANSWER,Dial,PJSIP/1001-00000006,PJSIP/1002-00000007,1001,1002,klapka-ring'),
      line('c', [50, 50, 60], 'ANSWERED,Queue,PJSIP/klapka-trunk-t-00000008,,+420777,600,klapka-queue'),
      'not, a, record\n', '\n',
    ].join(''), 8);
    expect(calls).toEqual([
      expect.objectContaining({ id: 'a', from: { number: '1001', name: 'Anna' }, to: { number: '1002' }, startedAt: 1_795_000_010_000, answeredAt: 1_795_000_012_000, endedAt: 1_795_000_040_000, endReason: 'hung-up' }),
      expect.objectContaining({ id: 'b', endReason: 'no-answer' }),
      expect.objectContaining({ id: 'c', from: { number: '+420777' }, outside: 'in', endReason: 'no-answer' }),
    ]);
    expect(calls.map(({ answeredAt }) => answeredAt !== undefined)).toEqual([true, false, false]);
  });

  it('are none before the first one', async () => {
    await expect(readHistory('/nonexistent/calls.csv', 0, () => undefined)).resolves.toEqual([]);
  });

  it('are found at the end of a long file', async () => {
    const many = Array.from({ length: 5000 }, (_, index) => line(`x${index}`, [index * 60, null, index * 60 + 5], 'BUSY,Dial,PJSIP/1001-00000001,PJSIP/1002-00000002,1001,1002,klapka-ring')).join('');
    expect((await historyOf(many, 4998 * 60)).map(({ id, endReason }) => `${id} ${endReason}`)).toEqual(['x4998 busy', 'x4999 busy']);
  });
});
