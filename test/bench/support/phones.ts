import { WebSocket } from 'ws';
import type { SipCredentials, SipSocket } from '../../../server/ports/pbx.ts';
import type { PhoneCall } from '../../fakes/sip-phone/call.ts';
import { talk, TestPhone } from '../../fakes/sip-phone/phone.ts';
import type { PhoneSide } from '../../fakes/sip-phone/wire.ts';
import { serve } from './process.ts';

/* Test phones in a process of their own: each pair talks, every one of them heard by the other. */

const calls: { caller: PhoneCall; callee: PhoneCall }[] = [];

/** A PBX in another process, over its SIP socket. */
function remotePbx(port: number): PhoneSide {
  return {
    sipCredentials: () => Promise.reject(new Error('handed in')),
    connectSip(extensionNumber: string, deviceId: string, far: SipSocket) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/?extension=${extensionNumber}&device=${deviceId}`, 'sip');
      const early: string[] = [];
      far.onMessage((message) => (socket.readyState === socket.OPEN ? socket.send(message) : early.push(message)));
      far.onClose(() => socket.close());
      socket.on('open', () => early.splice(0).forEach((message) => socket.send(message)));
      socket.on('message', (data: Buffer) => far.send(data.toString()));
      socket.on('close', (code, reason) => far.close(code, reason.toString()));
    },
  };
}

async function call(port: number, from: SipCredentials, to: SipCredentials): Promise<void> {
  const [anna, bert] = await Promise.all(
    [from, to].map(async (credentials, index) => {
      const number = credentials.aor.split('@')[0] ?? '';
      const phone = new TestPhone(remotePbx(port), number, { deviceId: `device-${number}`, credentials, tone: index === 0 ? 440 : 1000 });
      if ((await phone.register()) !== 200) throw new Error(`${number} could not register`);
      return phone;
    }),
  );
  if (!anna || !bert) throw new Error('no phones');
  const { caller, callee } = await talk(anna, bert);
  await Promise.all([caller.hears(1000, 15_000), callee.hears(440, 15_000)]);
  calls.push({ caller, callee });
}

serve({
  async call({ port, credentials }: { port: number; credentials: SipCredentials[] }) {
    for (let index = 0; index + 1 < credentials.length; index += 2) {
      const [from, to] = credentials.slice(index, index + 2);
      if (from && to) await call(port, from, to);
    }
  },
  frames: () => {
    const media = calls.flatMap(({ caller, callee }) => [caller.media, callee.media]);
    return { sent: media.reduce((sum, { framesSent }) => sum + framesSent, 0), heard: media.reduce((sum, { framesHeard }) => sum + framesHeard, 0) };
  },
});
