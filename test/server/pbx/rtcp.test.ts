import { describe, expect, it } from 'vitest';
import { DtlsSrtp, createCertificate } from '../../../server/adapters/pbx/embedded/media/dtls-srtp.ts';
import { Reports } from '../../../server/adapters/pbx/embedded/media/rtcp.ts';

const us = 0x1111;
const phone = 0x2222;

/** A report after which none is due for at least two seconds. */
function reportAt(reports: Reports, now: number, rtpTime = 0): Buffer {
  const report = reports.next(now, rtpTime);
  if (!report) throw new Error('No report was due');
  return report;
}

/** Reports that wait for nothing more than the time given. */
function fresh(): Reports {
  const reports = new Reports(us);
  expect(reports.next(0, 0)).toBeNull();
  return reports;
}

const senderReport = (ssrc: number): Buffer => {
  const report = Buffer.alloc(28);
  report.set([0x80, 200, 0, 6]);
  report.writeUInt32BE(ssrc, 4);
  report.writeUInt32BE(0xaaaabbbb, 8);
  report.writeUInt32BE(0xccccdddd, 12);
  return report;
};

describe('reports to a phone', () => {
  it('say what was lost, and count the loss of each report anew', () => {
    const reports = fresh();
    // Ten were sent over the turn of the sequence numbers, two of them never came.
    for (const sequence of [65530, 65531, 65533, 65534, 65535, 0, 2, 3]) reports.heard({ ssrc: phone, sequence, timestamp: 0 }, false, 0);
    const first = reportAt(reports, 1000);
    expect([first[0], first[1], first.readUInt32BE(4), first.readUInt32BE(8)]).toEqual([0x81, 201, us, phone]);
    expect(first.readUInt8(12)).toBe(Math.floor((2 * 256) / 10));
    expect(first.readIntBE(13, 3)).toBe(2);
    expect(first.readUInt32BE(16)).toBe(0x10000 + 3);
    reports.heard({ ssrc: phone, sequence: 4, timestamp: 0 }, false, 0);
    const second = reportAt(reports, 5000);
    expect(second.readUInt8(12)).toBe(0);
    expect(second.readIntBE(13, 3)).toBe(2);
  });

  it('say how unevenly it came: 20 ms apart is no jitter, 30 and 10 is', () => {
    const even = fresh();
    for (let index = 0; index < 200; index += 1) even.heard({ ssrc: phone, sequence: index, timestamp: index * 160 }, true, index * 20);
    expect(reportAt(even, 5000).readUInt32BE(20)).toBe(0);
    const uneven = fresh();
    for (let index = 0; index < 200; index += 1) uneven.heard({ ssrc: phone, sequence: index, timestamp: index * 160 }, true, index * 20 + (index % 2) * 10);
    // 10 ms are 80 samples.
    expect(reportAt(uneven, 5000).readUInt32BE(20)).toBe(79);
  });

  it('let the phone know the round trip from its own report', () => {
    const reports = fresh();
    reports.heard({ ssrc: phone, sequence: 1, timestamp: 0 }, true, 0);
    reports.received(senderReport(phone), 500);
    const report = reportAt(reports, 1000);
    expect(report.readUInt32BE(24)).toBe(0xbbbbcccc);
    expect(report.readUInt32BE(28)).toBe(65536 / 2);
    reports.received(senderReport(0x9999), 4000);
    expect(reportAt(reports, 5000).readUInt32BE(24)).toBe(0);
  });

  it('say what was sent while something was, and name the source', () => {
    const reports = fresh();
    for (let index = 0; index < 3; index += 1) reports.sent(160);
    const report = reportAt(reports, 1000, 4711);
    expect([report[1], report.readUInt32BE(4), report.readUInt32BE(16), report.readUInt32BE(20), report.readUInt32BE(24)]).toEqual([200, us, 4711, 3, 480]);
    const sentAt = (report.readUInt32BE(8) - 2_208_988_800) * 1000 + (report.readUInt32BE(12) / 2 ** 32) * 1000;
    expect(Math.abs(sentAt - (performance.timeOrigin + 1000))).toBeLessThan(1);
    const end = 4 + report.readUInt16BE(2) * 4;
    expect([report[end + 1], report.subarray(end + 8, end + 13).toString('latin1')]).toEqual([202, '\x01\x03pbx']);
    expect(report.length).toBe(end + 16);
    expect(reportAt(reports, 5000)[1]).toBe(201);
  });

  it('are two to three seconds apart', () => {
    const reports = fresh();
    reportAt(reports, 1000);
    expect(reports.next(2999, 0)).toBeNull();
    reportAt(reports, 4000);
  });

  it('take no broken packet', () => {
    const reports = fresh();
    const lying = senderReport(phone);
    for (let length = 0; length < lying.length; length += 1) reports.received(lying.subarray(0, length), 1);
    reports.received(Buffer.from([0x80, 200, 0xff, 0xff, 1, 2, 3, 4]), 1);
    reports.heard({ ssrc: phone, sequence: 1, timestamp: 0 }, true, 0);
    expect(reportAt(reports, 1000).readUInt32BE(24)).toBe(0);
  });
});

describe('protected reports', () => {
  it('are heard once, and not at all when they are forged', async () => {
    const certificate = await createCertificate();
    const up = { client: Promise.withResolvers<void>(), server: Promise.withResolvers<void>() };
    const heard: Buffer[] = [];
    const sent: Buffer[] = [];
    const side = (role: 'client' | 'server', send: (packet: Buffer) => void): DtlsSrtp =>
      new DtlsSrtp({
        certificate, role, send,
        remoteFingerprint: certificate.fingerprint.replaceAll(':', '').toLowerCase(),
        onConnected: () => up[role].resolve(),
        onFailed: (error) => up[role].reject(error),
        onRtp: () => undefined,
        onRtcp: (compound) => heard.push(compound),
      });
    const isDtls = (packet: Buffer): boolean => packet.readUInt8(0) < 64;
    const client: DtlsSrtp = side('client', (packet) => (isDtls(packet) ? setImmediate(() => server.receiveDtls(Buffer.from(packet))) : sent.push(packet)));
    const server: DtlsSrtp = side('server', (packet) => setImmediate(() => client.receiveDtls(Buffer.from(packet))));
    client.start();
    await Promise.all([up.client.promise, up.server.promise]);
    client.sendRtcp(senderReport(1));
    client.sendRtcp(senderReport(1));
    const [first, second] = sent;
    if (!first || !second) throw new Error('Nothing was sent');
    const forged = Buffer.from(second);
    forged[12] = (forged[12] ?? 0) ^ 0xff;
    for (const packet of [first, first, forged, first.subarray(0, 12), second, first]) server.receiveSrtcp(packet);
    expect(heard).toEqual([senderReport(1), senderReport(1)]);
    client.close();
    server.close();
  });
});
