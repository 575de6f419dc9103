import { WebSocketServer } from 'ws';
import { emptyPlan } from '../../../server/ports/pbx-plan.ts';
import { create } from '../../../server/adapters/pbx/embedded/index.ts';
import { systemClock } from '../../../server/ports/clock.ts';
import { silentLogger } from '../../fakes/sip-phone/logger.ts';
import { cpu, serve } from './process.ts';

/* The embedded PBX alone, with a bare SIP socket: what it costs is what its threads cost. */

const pbx = create({ config: {}, logger: silentLogger, clock: systemClock });
await pbx.start();
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => 'sip' });
server.on('connection', (socket, request) => {
  const query = new URL(request.url ?? '/', 'ws://localhost').searchParams;
  pbx.connectSip(query.get('extension') ?? '', query.get('device') ?? '', {
    send: (message) => socket.send(message),
    close: (code, reason) => socket.close(code, reason),
    onMessage: (listener) => socket.on('message', (data: Buffer) => listener(data.toString())),
    onClose: (listener) => socket.on('close', listener),
  });
});
await new Promise((resolve) => server.once('listening', resolve));

serve({
  where: () => {
    const address = server.address();
    return { port: typeof address === 'object' ? (address?.port ?? 0) : 0 };
  },
  async extensions(numbers: string[]) {
    await pbx.provision({ ...emptyPlan, extensions: numbers.map((number) => ({ number, name: number })) });
    return Promise.all(numbers.map((number) => pbx.sipCredentials(number, `device-${number}`)));
  },
  cpu: () => ({ cpu: cpu(), rss: process.memoryUsage().rss }),
});
