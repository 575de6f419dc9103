import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { glanceAt, stamped, wayBack } from '../../../../server/adapters/pbx/embedded/sip/udp/glance.ts';
import type { Glance } from '../../../../server/adapters/pbx/embedded/sip/udp/glance.ts';
import { Repetition } from '../../../../server/adapters/pbx/embedded/sip/udp/repetition.ts';
import { invalid } from '../rfc4475/invalid.ts';
import { semantic } from '../rfc4475/semantic.ts';
import { valid } from '../rfc4475/valid.ts';

const peer = { address: '192.0.2.7', port: 5062 };
const message = (start: string, method: string, branch = 'z9hG4bKa', more = ''): string =>
  [start, `Via: SIP/2.0/UDP 192.0.2.7:5062;branch=${branch}${more}`, 'From: <sip:1001@pbx>;tag=f', 'To: <sip:1002@pbx>', 'Call-ID: call', `CSeq: 1 ${method}`, 'Content-Length: 0', '', ''].join('\r\n');
const request = (method: string, branch?: string): string => message(`${method} sip:1002@pbx SIP/2.0`, method, branch);
const answer = (status: number, method: string, branch?: string): string => message(`SIP/2.0 ${status} Whatever`, method, branch);
const glance = (text: string): Glance => {
  const found = glanceAt(text);
  if (!found) throw new Error('no message');
  return found;
};

describe('repetition over UDP', () => {
  let sent: { text: string; at: number }[];
  let repetition: Repetition<string>;
  const times = (text: string): number[] => sent.filter((message) => message.text === text).map(({ at }) => at);

  beforeEach(() => {
    vi.useFakeTimers({ now: 0 });
    sent = [];
    repetition = new Repetition<string>({ now: () => Date.now(), send: (text) => void sent.push({ text, at: Date.now() }) });
  });

  afterEach(() => {
    repetition.close();
    vi.useRealTimers();
  });

  it('repeats an INVITE at twice the time each (timer A), for 32 seconds, and no longer than until the first word', () => {
    repetition.send('me', request('INVITE', 'z9hG4bK1'), peer);
    repetition.send('me', request('INVITE', 'z9hG4bK2'), peer);
    vi.advanceTimersByTime(2_000);
    expect(repetition.answered(glance(answer(100, 'INVITE', 'z9hG4bK2')))).toBe('me');
    vi.advanceTimersByTime(60_000);
    expect(times(request('INVITE', 'z9hG4bK1'))).toEqual([0, 500, 1500, 3500, 7500, 15_500, 31_500]);
    expect(times(request('INVITE', 'z9hG4bK2'))).toEqual([0, 500, 1500]);
  });

  it('repeats another request at most every four seconds (timer E), and after a provisional answer, too, until the final one', () => {
    repetition.send('me', request('BYE'), peer);
    vi.advanceTimersByTime(13_000);
    expect(times(request('BYE'))).toEqual([0, 500, 1500, 3500, 7500, 11_500]);
    repetition.answered(glance(answer(100, 'BYE')));
    vi.advanceTimersByTime(4_000);
    expect(times(request('BYE')).length).toBe(7);
    expect(repetition.answered(glance(answer(200, 'BYE')))).toBe('me');
    vi.advanceTimersByTime(60_000);
    expect(times(request('BYE')).length).toBe(7);
    // A repeated final answer is nobody's any more.
    expect(repetition.answered(glance(answer(200, 'BYE')))).toBeNull();
  });

  it('never repeats an ACK by itself, and says it again for each refusal that comes again', () => {
    repetition.send('me', request('INVITE'), peer);
    expect(repetition.answered(glance(answer(486, 'INVITE')))).toBe('me');
    repetition.send('me', request('ACK'), peer);
    vi.advanceTimersByTime(10_000);
    expect(times(request('ACK'))).toEqual([0]);
    expect(repetition.answered(glance(answer(486, 'INVITE')))).toBeNull();
    expect(times(request('ACK'))).toEqual([0, 10_000]);
  });

  it('hands every 200 to INVITE on: its ACK is a matter of the dialog', () => {
    repetition.send('me', request('INVITE'), peer);
    expect([1, 2, 3].map(() => repetition.answered(glance(answer(200, 'INVITE'))))).toEqual(['me', 'me', 'me']);
  });

  it('gives a repeated request the same answer, and hands it on once', () => {
    const register = glance(request('REGISTER'));
    expect(repetition.isNew(register, peer)).toBe(true);
    // Not answered yet: absorbed in silence.
    expect(repetition.isNew(register, peer)).toBe(false);
    expect(sent).toEqual([]);
    repetition.send('me', answer(200, 'REGISTER'), peer);
    expect(repetition.isNew(register, peer)).toBe(false);
    expect(times(answer(200, 'REGISTER'))).toHaveLength(2);
    // What was answered is forgotten after 32 seconds; somebody else never hears it.
    expect(repetition.isNew(register, { ...peer, address: '192.0.2.66' })).toBe(true);
    vi.advanceTimersByTime(40_000);
    expect(repetition.isNew(register, peer)).toBe(true);
  });

  it('repeats a refusal of an INVITE until its ACK (timer G), where it said 100 before', () => {
    const invite = glance(request('INVITE'));
    repetition.isNew(invite, peer);
    repetition.send('me', answer(100, 'INVITE'), peer);
    repetition.send('me', answer(486, 'INVITE'), peer);
    vi.advanceTimersByTime(8_000);
    expect(times(answer(486, 'INVITE'))).toEqual([0, 500, 1500, 3500, 7500]);
    expect(repetition.isNew(glance(request('ACK')), peer)).toBe(true);
    vi.advanceTimersByTime(60_000);
    expect(times(answer(486, 'INVITE'))).toHaveLength(5);
  });

  it('sends a challenge once: whoever forges a sender has one answer sent there, not ten', () => {
    repetition.isNew(glance(request('INVITE')), peer);
    repetition.send('me', answer(407, 'INVITE'), peer);
    vi.advanceTimersByTime(60_000);
    expect(sent).toHaveLength(1);
  });

  it('says nothing more of what was given up, and still takes a late answer', () => {
    repetition.send('me', request('INVITE'), peer);
    vi.advanceTimersByTime(4_000);
    repetition.abandon('call');
    vi.advanceTimersByTime(60_000);
    expect(times(request('INVITE'))).toEqual([0, 500, 1500, 3500]);
    expect(repetition.answered(glance(answer(200, 'INVITE')))).toBe('me');
  });

  it('takes answers to nothing for nothing', () => {
    expect(repetition.answered(glance(answer(200, 'INVITE', 'z9hG4bKother')))).toBeNull();
  });

  it('knows whose INVITE a CANCEL and an ACK belong to', () => {
    const invite = glance(request('INVITE'));
    repetition.isNew(invite, peer);
    repetition.own(invite, peer, 'anna');
    expect(repetition.ownerOf(glance(request('CANCEL')), peer)).toBe('anna');
    expect(repetition.ownerOf(glance(request('CANCEL')), { ...peer, address: '192.0.2.66' })).toBeNull();
  });
});

describe('a look at a message', () => {
  it('reads what the transport needs, also where the header is folded, short and odd', () => {
    expect(glanceAt(request('INVITE'))).toEqual({ status: null, method: 'INVITE', branch: 'z9hG4bKa', sentBy: '192.0.2.7:5062', user: '1002', from: '1001', callId: 'call' });
    expect(glanceAt(answer(200, 'INVITE'))).toMatchObject({ status: 200, method: 'INVITE', branch: 'z9hG4bKa', user: '' });
    const odd = 'BYE sip:x@pbx SIP/2.0\r\nv:  SIP  / 2.0  / UDP\r\n     192.0.2.2  ;\r\n  branch  =   z9hG4bK9\r\ni: c\r\ncseq: 0009\r\n  BYE\r\nf: <sip:a@b>\r\n\r\n';
    expect(glanceAt(odd)).toMatchObject({ method: 'BYE', branch: 'z9hG4bK9', sentBy: '192.0.2.2', callId: 'c' });
  });

  it('survives every torture message, and answers where it came from', () => {
    for (const { message: text } of [...valid, ...invalid, ...semantic]) {
      const found = glanceAt(text);
      if (found) expect(found.branch).not.toBe('');
      expect(wayBack(stamped(text, peer), peer).address).toBe(peer.address);
    }
  });

  it('stamps where a request came from, and answers there (RFC 3581)', () => {
    const asks = message('REGISTER sip:pbx SIP/2.0', 'REGISTER', 'z9hG4bKa', ';rport');
    expect(stamped(asks, { address: '198.51.100.1', port: 40_000 })).toContain(';branch=z9hG4bKa;received=198.51.100.1;rport=40000\r\n');
    // What a sender says of itself does not count.
    const lies = message('REGISTER sip:pbx SIP/2.0', 'REGISTER', 'z9hG4bKa', ';received=203.0.113.9;rport=7');
    expect(stamped(lies, { address: '198.51.100.1', port: 40_000 })).not.toContain('203.0.113.9');
    expect(wayBack(request('REGISTER'), { address: '198.51.100.1', port: 40_000 })).toEqual({ address: '198.51.100.1', port: 5062 });
    expect(wayBack(asks, { address: '198.51.100.1', port: 40_000 })).toEqual({ address: '198.51.100.1', port: 40_000 });
  });

  it('reads a hostile head in no time', () => {
    const before = process.cpuUsage();
    for (const piece of [' ', '\t', ';', ',', 'v:', '\r\n ', 'branch=', 'sip:']) glanceAt(stamped(`INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP a;${piece.repeat(16_000 / piece.length)}\r\n\r\n`, peer));
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(1000);
  });
});
