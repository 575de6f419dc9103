import { createSocket } from 'node:dgram';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createCertificate } from '../../../server/adapters/pbx/embedded/media/dtls-srtp.ts';
import type { Certificate } from '../../../server/adapters/pbx/embedded/media/dtls-srtp.ts';
import type { Engine } from '../../../server/adapters/pbx/embedded/media/engine.ts';
import type { MediaEvents } from '../../../server/adapters/pbx/embedded/media/methods.ts';
import { IceLite } from '../../../server/adapters/pbx/embedded/media/ice-lite.ts';
import { SdpError, parseAudio } from '../../../server/adapters/pbx/embedded/media/sdp.ts';
import { addressBytes, bindingSuccess, buildStun, parseStun, stunAttributes, stunTypes, verifyIntegrity } from '../../../server/adapters/pbx/embedded/media/stun.ts';
import { bindMediaSocket } from '../../../server/adapters/pbx/embedded/media/udp.ts';
import { PhoneMedia } from '../../fakes/sip-phone/media.ts';
import { engineFor } from './media-rig.ts';

const transaction = Buffer.from('0123456789ab');

function check(username: string, password: string, attributes: [number, Buffer][] = []): Buffer {
  return buildStun(stunTypes.bindingRequest, transaction, [[stunAttributes.username, Buffer.from(username)], ...attributes], password);
}

describe('STUN', () => {
  it('reads what it writes and notices a changed byte', () => {
    const packet = check('a:b', 'secret', [[stunAttributes.priority, Buffer.from([0, 0, 0, 1])]]);
    const message = parseStun(packet);
    expect(message?.attributes.get(stunAttributes.username)?.toString()).toBe('a:b');
    expect(message && verifyIntegrity(packet, message, 'secret')).toBe(true);
    expect(message && verifyIntegrity(packet, message, 'other')).toBe(false);
    packet[25] = 0xff;
    const changed = parseStun(packet);
    expect(changed && verifyIntegrity(packet, changed, 'secret')).toBe(false);
  });

  it('reads the request of RFC 5769 §2.1', () => {
    const hex =
      '000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74002400046e0001ff80290008932ff9b151263b36' +
      '000600096576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf';
    const packet = Buffer.from(hex, 'hex');
    const message = parseStun(packet);
    expect(message && verifyIntegrity(packet, message, 'VOkJxbRl1RmTxUk/WvJxBt')).toBe(true);
  });

  it('answers an IPv6 address as RFC 5769 §2.3 does', () => {
    const answer = bindingSuccess(Buffer.from('b7e7a701bc34d686fa87dfae', 'hex'), '2001:db8:1234:5678:11:2233:4455:6677', 32853, 'VOkJxbRl1RmTxUk/WvJxBt');
    expect(parseStun(answer)?.attributes.get(stunAttributes.xorMappedAddress)?.toString('hex')).toBe('0002a1470113a9faa5d3f179bc25f4b5bed2b9d9');
  });

  it('takes no broken packet', () => {
    const packet = check('a:b', 'secret');
    for (let length = 0; length < packet.length; length++) expect(parseStun(packet.subarray(0, length))).toBeNull();
    const lying = Buffer.from(packet);
    lying.writeUInt16BE(0xffff, 22);
    expect(parseStun(lying)).toBeNull();
  });

  it('writes both kinds of address', () => {
    expect([...addressBytes('192.0.2.1')]).toEqual([192, 0, 2, 1]);
    expect(addressBytes('2001:db8::1').toString('hex')).toBe('20010db8000000000000000000000001');
    expect(addressBytes('::').toString('hex')).toBe('0'.repeat(32));
  });
});

describe('ICE-lite', () => {
  const from = { address: '192.0.2.9', port: 4000 };
  const elsewhere = { address: '192.0.2.10', port: 4001 };
  const nominate: [number, Buffer][] = [[stunAttributes.useCandidate, Buffer.alloc(0)]];

  it('answers only checks that know the password', () => {
    const ice = new IceLite();
    ice.setRemote('far');
    const { ufrag, password } = ice.local;
    expect(ice.receive(check(`${ufrag}:far`, 'wrong'), from, 1)).toBeNull();
    expect(ice.receive(check(`other:far`, password), from, 1)).toBeNull();
    expect(ice.receive(check(`${ufrag}:stranger`, password), from, 1)).toBeNull();
    expect(ice.knows(from)).toBe(false);
    const answer = ice.receive(check(`${ufrag}:far`, password), from, 1);
    const message = answer && parseStun(answer);
    expect(message?.type).toBe(stunTypes.bindingSuccess);
    expect(answer && message && verifyIntegrity(answer, message, password)).toBe(true);
    expect(ice.knows(from)).toBe(true);
  });

  it('refuses the role it has itself', () => {
    const ice = new IceLite();
    const answer = ice.receive(check(`${ice.local.ufrag}:far`, ice.local.password, [[stunAttributes.iceControlled, Buffer.alloc(8)]]), from, 1);
    expect(answer && parseStun(answer)?.type).toBe(stunTypes.bindingError);
    expect(ice.target).toBeNull();
  });

  it('sends to the latest nominated address and keeps the old path until a restart is through', () => {
    const ice = new IceLite();
    ice.setRemote('far');
    const before = ice.local;
    ice.receive(check(`${before.ufrag}:far`, before.password, nominate), from, 1);
    ice.receive(check(`${before.ufrag}:far`, before.password), elsewhere, 2);
    expect(ice.target).toEqual(from);
    ice.restart();
    ice.setRemote('new');
    expect(ice.receive(check(`${before.ufrag}:far`, before.password), from, 3)).not.toBeNull();
    expect(ice.target).toEqual(from);
    ice.receive(check(`${ice.local.ufrag}:new`, ice.local.password, nominate), elsewhere, 4);
    expect(ice.target).toEqual(elsewhere);
    expect(ice.receive(check(`${before.ufrag}:far`, before.password), from, 5)).toBeNull();
  });
});

describe('session descriptions', () => {
  const base = [
    'v=0', 'o=- 1 1 IN IP4 0.0.0.0', 's=-', 't=0 0', 'm=audio 9 UDP/TLS/RTP/SAVPF 111 0 110 126', 'a=ice-ufrag:abcd', 'a=ice-pwd:0123456789012345678901',
    `a=fingerprint:sha-256 ${Array(32).fill('AB').join(':')}`, 'a=setup:actpass', 'a=mid:audio', 'a=rtpmap:111 opus/48000/2', 'a=rtpmap:110 telephone-event/48000', 'a=rtpmap:126 telephone-event/8000', 'a=sendonly',
  ];

  it('take μ-law and the digits that belong to it', () => {
    expect(parseAudio(base.join('\r\n'))).toMatchObject({ mid: 'audio', direction: 'sendonly', pcmuPayloadType: 0, telephoneEventPayloadType: 126, setup: 'actpass' });
  });

  it.each([
    ['No audio', (line: string) => line.replace('m=audio', 'm=video')],
    ['No PCMU', (line: string) => line.replace('111 0 110', '111 110')],
    ['No SHA-256 fingerprint', (line: string) => line.replace('sha-256', 'sha-1')],
    ['No ice-pwd', (line: string) => line.replace('ice-pwd', 'x')],
    ['Unknown setup', (line: string) => line.replace('actpass', 'holdconn')],
  ])('are refused: %s', (message, change) => {
    expect(() => parseAudio(base.map(change).join('\r\n'))).toThrow(new SdpError(message));
  });
});

describe('UDP ports', () => {
  it('stay in the range and say when there is none left', async () => {
    const probe = createSocket('udp4');
    await new Promise<void>((resolve) => probe.bind(0, resolve));
    const { port } = probe.address();
    await expect(bindMediaSocket({ addresses: ['127.0.0.1'], ports: [port, port] })).rejects.toThrow(`No free UDP port in ${port}-${port}`);
    await new Promise<void>((resolve) => probe.close(resolve));
    const socket = await bindMediaSocket({ addresses: ['127.0.0.1'], ports: [port, port] });
    expect(socket.address().port).toBe(port);
    socket.close();
  });
});

describe('the media socket', () => {
  it.each([
    [['127.0.0.1'], '127.0.0.1', 'is bound to the only address offered'],
    [['127.0.0.1', '127.0.0.2'], '0.0.0.0', 'hears on all addresses where several are offered'],
    [['203.0.113.7'], '0.0.0.0', 'hears on all addresses where the one offered is a router\'s'],
  ])('%j: %s, %s', async (addresses, bound) => {
    const socket = await bindMediaSocket({ addresses, ports: null });
    expect(socket.address().address).toBe(bound);
    socket.close();
  });
});

describe('the media of a leg', () => {
  let certificate: Certificate;
  const cleanups: (() => unknown)[] = [];

  beforeAll(async () => {
    certificate = await createCertificate();
  });

  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });

  function engineWith(events: Partial<MediaEvents>, addresses = ['127.0.0.1']): Engine {
    const engine = engineFor(certificate, events, addresses);
    cleanups.push(() => engine.closeAll());
    return engine;
  }

  async function connected(): Promise<{ phone: PhoneMedia; engine: Engine; failures: string[] }> {
    const up = Promise.withResolvers<void>();
    const failures: string[] = [];
    const engine = engineWith({ connected: () => up.resolve(), failed: (_legId, reason) => failures.push(reason) });
    const phone = new PhoneMedia(700);
    cleanups.push(() => phone.close());
    const { sdp } = await engine.answer('leg', await phone.offer());
    await phone.accept(sdp);
    engine.hear('leg', { echo: true });
    await up.promise;
    return { phone, engine, failures };
  }

  /** Takes hold of encrypted media packets on their way out; the phone sends none of them by itself. */
  function intercept(phone: PhoneMedia, count: number): Promise<Buffer[]> {
    const { path } = phone;
    const send = path.send.bind(path);
    const caught: Buffer[] = [];
    return new Promise((resolve) => {
      path.send = (packet: Buffer) => {
        const isRtp = (packet[0] ?? 0) >= 128 && !((packet[1] ?? 0) >= 192 && (packet[1] ?? 0) <= 223);
        if (!isRtp || caught.length === count) return isRtp ? Promise.resolve() : send(packet);
        caught.push(Buffer.from(packet));
        if (caught.length === count) resolve(caught);
        return Promise.resolve();
      };
    });
  }

  it('drops replayed packets: 30 sent twice are heard 30 times', async () => {
    const { phone } = await connected();
    await phone.until(() => phone.ear.share(700) > 0.5, 5000, 'the echo');
    const send = phone.path.send.bind(phone.path);
    const packets = await intercept(phone, 30);
    const before = phone.framesHeard;
    for (const packet of packets) await send(packet);
    for (const packet of packets) await send(packet);
    await phone.until(() => phone.framesHeard >= before + 30, 5000, 'thirty frames');
    // A fresh packet behind the replayed ones shows that they were handled.
    const [last] = await intercept(phone, 1);
    await send(last ?? Buffer.alloc(0));
    await phone.until(() => phone.framesHeard >= before + 31, 5000, 'one more');
    expect(phone.framesHeard).toBe(before + 31);
  });

  it('drops forged packets: a wrong tag or a changed payload is never heard', async () => {
    const { phone, failures } = await connected();
    await phone.until(() => phone.ear.share(700) > 0.5, 5000, 'the echo');
    const send = phone.path.send.bind(phone.path);
    const packets = await intercept(phone, 31);
    const before = phone.framesHeard;
    for (const packet of packets.slice(0, 30)) {
      const wrongTag = Buffer.from(packet);
      wrongTag.fill(0, wrongTag.length - 10);
      await send(wrongTag);
      const wrongPayload = Buffer.from(packet);
      wrongPayload[20] = (wrongPayload[20] ?? 0) ^ 0xff;
      await send(wrongPayload);
      await send(packet.subarray(0, 13));
    }
    // A forger has not moved the window either: the true packets still count.
    for (const packet of packets) await send(packet);
    await phone.until(() => phone.framesHeard >= before + 31, 5000, 'the true ones');
    expect(phone.framesHeard).toBe(before + 31);
    expect(failures).toEqual([]);
  });

  it('answers an IPv4 phone when an IPv6 address is offered too', async () => {
    const engine = engineWith({}, ['::1', '127.0.0.1']);
    const phone = createSocket('udp4');
    cleanups.push(() => phone.close());
    const offer = await engine.offer('leg');
    expect(offer).toContain('c=IN IP6 ::1\r\n');
    expect(offer).toMatch(/candidate:1 1 udp \d+ ::1 \d+ typ host\r\na=candidate:2 1 udp \d+ 127\.0\.0\.1 /);
    const told = (name: string): string => new RegExp(`a=${name}:(.*)\r`).exec(offer)?.[1] ?? '';
    const answered = new Promise<Buffer>((resolve) => phone.once('message', resolve));
    phone.send(check(`${told('ice-ufrag')}:far`, told('ice-pwd')), Number(/^m=audio (\d+)/m.exec(offer)?.[1]), '127.0.0.1');
    expect(parseStun(await answered)?.type).toBe(stunTypes.bindingSuccess);
  });

  it('fails when the certificate is not the announced one', async () => {
    const failed = Promise.withResolvers<string>();
    const engine = engineWith({ connected: () => failed.resolve('connected'), failed: (_legId, reason) => failed.resolve(reason) });
    const phone = new PhoneMedia(700);
    cleanups.push(() => phone.close());
    const offer = await phone.offer();
    const { sdp } = await engine.answer('leg', offer.replace(/(fingerprint:sha-256 )../i, '$100'));
    await phone.accept(sdp);
    expect(await failed.promise).toMatch(/certificate/);
  });

  it('refuses a later offer with another certificate', async () => {
    const { phone, engine } = await connected();
    const offer = await phone.offer();
    await expect(engine.answer('leg', offer.replace(/(fingerprint:sha-256 )../i, '$100'))).rejects.toThrow(SdpError);
  });

  it('ignores packets from an address that passed no check', async () => {
    const { phone, engine } = await connected();
    await phone.until(() => phone.ear.share(700) > 0.5, 5000, 'the echo');
    const send = phone.path.send.bind(phone.path);
    const [packet] = await intercept(phone, 1);
    const port = Number(/typ host/.exec((await engine.offer('leg')).split('\n').find((line) => line.includes('typ host')) ?? '')?.input.split(' ')[5]);
    const stranger = createSocket('udp4');
    cleanups.push(() => stranger.close());
    const before = phone.framesHeard;
    await new Promise((resolve) => stranger.send(packet ?? '', port, '127.0.0.1', resolve));
    await send(packet ?? Buffer.alloc(0));
    await phone.until(() => phone.framesHeard > before, 5000, 'the true packet');
    expect(phone.framesHeard).toBe(before + 1);
  });
});
