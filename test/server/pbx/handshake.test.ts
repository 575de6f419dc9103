import { DtlsClient, ProtectionProfileAeadAes128Gcm } from 'werift';
import { beforeAll, describe, expect, it } from 'vitest';
import { DtlsSrtp, createCertificate } from '../../../server/adapters/pbx/embedded/media/dtls-srtp.ts';
import type { Certificate } from '../../../server/adapters/pbx/embedded/media/dtls-srtp.ts';

const clientHello = 1;
const serverHello = 2;
const helloVerifyRequest = 3;
const messageType = (datagram: Buffer): number | null => (datagram[0] === 22 && datagram.readUInt16BE(3) === 0 ? datagram.readUInt8(13) : null);

/** One record of a fragment of the message in `datagram`. */
function fragment(datagram: Buffer, from: number, to: number): Buffer {
  const bytes = datagram.subarray(25 + from, 25 + to);
  const cut = Buffer.concat([datagram.subarray(0, 25), bytes]);
  cut.writeUInt16BE(12 + bytes.length, 11);
  cut.writeUIntBE(from, 19, 3);
  cut.writeUIntBE(bytes.length, 22, 3);
  return cut;
}

const halves = (datagram: Buffer): [Buffer, Buffer] => [fragment(datagram, 0, 60), fragment(datagram, 60, datagram.length - 25)];
/** The first record under the new keys. */
const isFinished = (datagram: Buffer): boolean => datagram[0] === 22 && datagram.readUInt16BE(3) === 1;

describe('the handshake of a leg', () => {
  let certificate: Certificate;
  beforeAll(async () => {
    certificate = await createCertificate();
  });

  /**
   * A phone and the PBX over a path that makes of each datagram what the two functions say. Resolves with what became of
   * it: the PBX's reason where it gave up, else when both sides are through.
   */
  async function through(path: { toPbx?: (datagram: Buffer) => Buffer[]; toPhone?: (datagram: Buffer) => Buffer[] }): Promise<string> {
    const { toPbx = (datagram) => [datagram], toPhone = (datagram) => [datagram] } = path;
    const pbxDone = Promise.withResolvers<string>();
    const phoneDone = Promise.withResolvers<string>();
    const transport = {
      type: 'test', address: { address: '', port: 0, family: 'IPv4' }, closed: false,
      onData: (_packet: Buffer, _from: readonly [string, number]): void => undefined,
      send: (packet: Buffer): Promise<void> => {
        for (const datagram of toPbx(Buffer.from(packet))) setImmediate(() => pbx.receiveDtls(datagram));
        return Promise.resolve();
      },
      close: (): Promise<void> => Promise.resolve(),
    };
    const pbx = new DtlsSrtp({
      certificate,
      role: 'server',
      remoteFingerprint: certificate.fingerprint.replaceAll(':', '').toLowerCase(),
      send: (packet) => toPhone(packet).forEach((datagram) => setImmediate(() => transport.onData(Buffer.from(datagram), ['', 0]))),
      onConnected: () => pbxDone.resolve('connected'),
      onFailed: (error) => pbxDone.resolve(error.message),
      onRtp: () => undefined,
      onRtcp: () => undefined,
    });
    const { certPem: cert, keyPem: key, signatureHash } = certificate;
    const phone = new DtlsClient({ cert, key, signatureHash: signatureHash as never, transport, srtpProfiles: [ProtectionProfileAeadAes128Gcm], extendedMasterSecret: true });
    phone.onConnect.once(() => phoneDone.resolve('connected'));
    void phone.connect();
    const outcome = await pbxDone.promise;
    if (outcome === 'connected') await phoneDone.promise;
    pbx.close();
    return outcome;
  }

  it('takes a ClientHello in two halves, as a browser sends it, in either order', async () => {
    expect(await through({ toPbx: (datagram) => (messageType(datagram) === clientHello ? halves(datagram).toReversed() : [datagram]) })).toBe('connected');
  });

  it('goes on when the first half was lost twice', async () => {
    const toPbx = (datagram: Buffer): Buffer[] => {
      if (messageType(datagram) !== clientHello) return [datagram];
      const [first, second] = halves(datagram);
      return [second, second, first, second];
    };
    expect(await through({ toPbx })).toBe('connected');
  });

  it('is not thrown back by a ClientHello that comes late once more', async () => {
    const hellos: Buffer[] = [];
    const toPbx = (datagram: Buffer): Buffer[] => {
      if (messageType(datagram) !== clientHello) return [datagram];
      hellos.push(datagram);
      return [datagram, ...hellos.slice(0, 1)];
    };
    expect(await through({ toPbx })).toBe('connected');
  });

  it('takes the phone\'s last flight in any order', async () => {
    const waiting: Buffer[] = [];
    const toPbx = (datagram: Buffer): Buffer[] => {
      if (messageType(datagram) === clientHello) return [datagram];
      waiting.push(datagram);
      // Certificate, key exchange, signature, change of cipher, Finished.
      return waiting.length < 5 ? [] : waiting.splice(0).toReversed();
    };
    expect(await through({ toPbx })).toBe('connected');
  });

  it('sends its last flight again to a phone that did not get it', async () => {
    let sent = 0;
    // The phone's timer repeats its own last flight.
    const toPhone = (datagram: Buffer): Buffer[] => (isFinished(datagram) && ++sent === 1 ? [] : [datagram]);
    expect(await through({ toPhone })).toBe('connected');
    expect(sent).toBe(2);
  });

  it('answers a repeated ClientHello with the same flight', async () => {
    const hellos: Buffer[] = [];
    const answers: string[] = [];
    const toPbx = (datagram: Buffer): Buffer[] => {
      if (messageType(datagram) !== clientHello) return [datagram];
      hellos.push(datagram);
      return hellos.length === 2 ? [datagram, datagram] : [datagram];
    };
    const toPhone = (datagram: Buffer): Buffer[] => {
      if (messageType(datagram) !== serverHello) return [datagram];
      answers.push(datagram.toString('hex'));
      return answers.length === 1 ? [] : [datagram];
    };
    expect(await through({ toPbx, toPhone })).toBe('connected');
    expect(answers).toEqual([answers[0], answers[0]]);
  });

  it('of a phone that waits for ours survives an answer that comes twice', async () => {
    const isVerify = (datagram: Buffer): boolean => messageType(datagram) === helloVerifyRequest;
    const done = { client: Promise.withResolvers<string>(), server: Promise.withResolvers<string>() };
    const side = (role: 'client' | 'server', send: (packet: Buffer) => void): DtlsSrtp =>
      new DtlsSrtp({
        certificate, role, send,
        remoteFingerprint: certificate.fingerprint.replaceAll(':', '').toLowerCase(),
        onConnected: () => done[role].resolve('connected'),
        onFailed: (error) => done[role].resolve(`failed: ${error.message}`),
        onRtp: () => undefined,
        onRtcp: () => undefined,
      });
    const toClient = (datagram: Buffer): unknown => setImmediate(() => pbx.receiveDtls(datagram));
    const pbx: DtlsSrtp = side('client', (packet) => setImmediate(() => phone.receiveDtls(Buffer.from(packet))));
    const phone: DtlsSrtp = side('server', (packet) => [packet, ...(isVerify(packet) ? [packet] : [])].forEach((datagram) => toClient(Buffer.from(datagram))));
    pbx.start();
    expect(await Promise.all([done.client.promise, done.server.promise])).toEqual(['connected', 'connected']);
    pbx.close();
    phone.close();
  });
});
