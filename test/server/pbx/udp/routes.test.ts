import { describe, expect, it } from 'vitest';
import { openness } from '../../../../server/adapters/pbx/embedded/b2bua/hours.ts';
import { OutsideCalls } from '../../../../server/adapters/pbx/embedded/b2bua/outside.ts';
import { inboundRoute, mayDial, outboundRoute, sentNumber } from '../../../../server/adapters/pbx/embedded/b2bua/routes.ts';
import { Nonces } from '../../../../server/adapters/pbx/embedded/sip/udp/nonces.ts';
import { AddressList } from '../../../../server/adapters/pbx/embedded/sip/udp/addresses.ts';
import { saidByCarrier } from '../../../../server/adapters/pbx/embedded/b2bua/refusals.ts';

const office = { timeZone: 'Europe/Prague', open: [{ days: [1, 2, 3, 4, 5], from: '08:00', to: '17:00' }], holidays: [{ date: '2026-12-24', name: 'Eve', everyYear: true }, { date: '2026-11-20', name: 'Once', everyYear: false }], override: null };
const at = (iso: string): number => Date.parse(iso);
const minute = 60_000;

describe('business hours', () => {
  it.each([
    ['2026-11-23T07:59:59+01:00', 'closed'],
    ['2026-11-23T08:00:00+01:00', 'open'],
    ['2026-11-23T16:59:59+01:00', 'open'],
    ['2026-11-23T17:00:00+01:00', 'closed'],
    ['2026-11-22T12:00:00+01:00', 'closed'],
    ['2026-11-20T12:00:00+01:00', 'holiday'],
    ['2027-11-19T12:00:00+01:00', 'open'],
    ['2031-12-24T03:00:00+01:00', 'holiday'],
    // The same wall in summer is an hour earlier in the world.
    ['2026-07-20T06:00:00Z', 'open'],
    ['2026-07-20T05:59:59Z', 'closed'],
  ])('at %s are %s', (time, state) => {
    expect(openness(office, at(time))).toBe(state);
  });

  it('are what is set by hand', () => {
    expect(openness({ ...office, override: 'open' }, at('2026-11-22T12:00:00Z'))).toBe('open');
    expect(openness({ ...office, override: 'holiday' }, at('2026-11-23T12:00:00Z'))).toBe('holiday');
  });

  it('leave out the hour that daylight saving leaves out, and have the one twice that comes twice', () => {
    const night = { ...office, holidays: [], open: [{ days: [7], from: '02:00', to: '03:00' }] };
    const openMinutes = (from: string): number => Array.from({ length: 6 * 60 }, (_, index) => openness(night, at(from) + index * minute)).filter((state) => state === 'open').length;
    expect(openMinutes('2026-03-28T23:00:00Z')).toBe(0);
    expect(openMinutes('2026-10-24T22:00:00Z')).toBe(120);
    expect(openMinutes('2026-11-21T23:00:00Z')).toBe(60);
  });

  it.each(['Europe/Prague', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia', 'UTC'])('in %s agree with the wall clock at any minute of any year', (timeZone) => {
    const formatted = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
    let seed = 20_261_123;
    for (let count = 0; count < 2_000; count++) {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      const moment = at('2000-01-01T00:00:00Z') + Math.floor((seed / 2 ** 32) * 50 * 365 * 1440) * minute;
      const [date = '', time = ''] = formatted.format(moment).split(' ');
      const day = new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
      const within = openness({ timeZone, holidays: [], override: null, open: [{ days: [day], from: time, to: '24:00' }] }, moment);
      const otherDay = openness({ timeZone, holidays: [], override: null, open: [{ days: [(day % 7) + 1], from: '00:00', to: '24:00' }] }, moment);
      const holiday = openness({ timeZone, holidays: [{ date, name: 'x', everyYear: false }], override: null, open: [] }, moment);
      expect([within, otherDay, holiday], `${timeZone} ${date} ${time}`).toEqual(['open', 'closed', 'holiday']);
    }
  });

  it('end where the next ones begin: whole weeks without a hole', () => {
    const always = { ...office, holidays: [], open: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '11:30' }, { days: [1, 2, 3, 4, 5, 6, 7], from: '11:30', to: '24:00' }] };
    const start = at('2026-10-19T00:00:00Z');
    expect(Array.from({ length: 14 * 1440 }, (_, index) => openness(always, start + index * minute)).every((state) => state === 'open')).toBe(true);
  });
});

describe('routes', () => {
  const way = (prefix: string, more = {}) => ({ name: prefix, prefix, strip: 0, prepend: '', trunkIds: ['a'], ...more });

  it('go out by the longest beginning, whatever their order, and need a number behind it', () => {
    const routes = [way('0'), way('000'), way('00')];
    expect(outboundRoute(routes, '000420')?.prefix).toBe('000');
    expect(outboundRoute(routes, '00777')?.prefix).toBe('00');
    expect(outboundRoute(routes, '0')).toBeNull();
    expect(outboundRoute(routes, '777')).toBeNull();
    expect(outboundRoute([way('')], '777')?.prefix).toBe('');
    expect(sentNumber(way('0', { strip: 1, prepend: '+420' }), '0777123456')).toBe('+420777123456');
  });

  it('go out for what every rule knows again, and for nothing written in another way', () => {
    for (const number of ['0-900123', '0 900123', '0777&0900123', '0777,1', '0abc', '0+900', '0777\n']) expect(outboundRoute([way('0'), way('')], number)).toBeNull();
    for (const number of ['0900123', '+420777', '0*31#777']) expect(outboundRoute([way('')], number)?.prefix).toBe('');
  });

  it('may be dialled by the longest rule, and without one not', () => {
    const rights = { id: 'r', rules: [{ prefix: '0', allowed: true }, { prefix: '0900', allowed: false }, { prefix: '09001', allowed: true }] };
    expect(['0777', '0900', '09002', '090012', '1', ''].map((number) => mayDial(rights, number))).toEqual([true, false, false, true, false, false]);
    expect(mayDial(undefined, '0777')).toBe(false);
  });

  it('come in by their number before any, and by their trunk before any', () => {
    const to = (name: string, trunkId: string | null, number: string | null) => ({ name, trunkId, number, to: '1', hoursId: null, closedTo: null, holidayTo: null });
    const routes = [to('any', null, null), to('trunk', 'a', null), to('number', null, '+420111'), to('both', 'a', '420111')];
    expect(inboundRoute(routes, 'a', '+420111')?.name).toBe('both');
    expect(inboundRoute(routes, 'b', '420111')?.name).toBe('number');
    expect(inboundRoute(routes, 'a', '5')?.name).toBe('trunk');
    expect(inboundRoute(routes, 'b', '5')?.name).toBe('any');
    expect(inboundRoute(routes.slice(1), 'b', '5')).toBeNull();
  });

  it('let an extension begin so many calls a minute, each for itself', () => {
    const calls = new OutsideCalls();
    const taken = Array.from({ length: 200 }, (_, index) => calls.take('1001', 20, index * 300)).filter(Boolean).length;
    expect(taken).toBe(20);
    expect(calls.take('1002', 20, 59_000)).toBe(true);
    expect(calls.take('1001', 20, 59_999)).toBe(false);
    expect(calls.take('1001', 20, 60_000)).toBe(true);
  });

  it('know a carrier’s no from a carrier that cannot', () => {
    expect([486, 600, 603, 404, 480, 503, 500, 403, 408].map((status) => saidByCarrier(status, false))).toEqual(['busy', 'busy', 'declined', 'unknown-number', 'no-answer', null, null, null, null]);
    expect(saidByCarrier(408, true)).toBe('no-answer');
  });
});

describe('who may send', () => {
  it('is on a list of addresses and networks', () => {
    const list = new AddressList(['192.168.1.0/24', '203.0.113.7', 'fd00::/8']);
    expect(['192.168.1.9', '192.168.2.9', '203.0.113.7', '203.0.113.8', 'fd12::1', 'fe80::1'].map((address) => list.has(address))).toEqual([true, false, true, false, true, false]);
    expect(new AddressList([]).has('127.0.0.1')).toBe(false);
  });

  it('answers a challenge that was made for its address, soon, and once', () => {
    const nonces = new Nonces();
    const nonce = nonces.create('192.0.2.1', 0);
    expect(nonces.check(nonce, '192.0.2.1', 30_000)).toBe('good');
    expect(nonces.check(nonce, '192.0.2.2', 30_000)).toBe('foreign');
    expect(nonces.check(nonce, '192.0.2.1', 61_000)).toBe('stale');
    expect(nonces.check('made.up', '192.0.2.1', 0)).toBe('foreign');
    expect(new Nonces().check(nonce, '192.0.2.1', 0)).toBe('foreign');
    expect([nonces.use(nonce, '00000001', 0), nonces.use(nonce, '00000001', 1), nonces.use(nonce, '00000002', 2)]).toEqual([true, false, true]);
  });
});
