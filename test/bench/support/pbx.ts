import { WebSocketServer } from 'ws';
import { emptyPlan } from '../../../server/ports/pbx-plan.ts';
import { readFileSync } from 'node:fs';
import { create as createAsterisk } from '../../../server/adapters/pbx/asterisk/index.ts';
import { create } from '../../../server/adapters/pbx/embedded/index.ts';
import { readConfig } from '../../../server/config.ts';
import { systemClock } from '../../../server/ports/clock.ts';
import { silentLogger } from '../../fakes/sip-phone/logger.ts';
import { cpu, serve } from './process.ts';

/*
 * A PBX alone, with a bare SIP socket: what the embedded one costs is what its threads cost, which are this process's; what an Asterisk
 * costs is what its own process does (`BENCH_ASTERISK`, its id; the environment names it besides).
 */

const processId = process.env['BENCH_ASTERISK'];
const { asterisk } = readConfig(process.env);
const pbx = processId !== undefined && asterisk
  ? createAsterisk({ config: asterisk, logger: silentLogger, clock: systemClock, fetch })
  : create({ config: {}, logger: silentLogger, clock: systemClock });
await pbx.start();

/** µs of CPU and bytes of another process, in Linux's ticks and pages (proc(5)). */
function costOf(id: string): { cpu: number; rss: number } {
  const fields = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const [user, system, pages] = [fields[11], fields[12], fields[21]].map(Number);
  return { cpu: ((user ?? 0) + (system ?? 0)) * 10_000, rss: (pages ?? 0) * 4096 };
}
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
  cpu: () => (processId === undefined ? { cpu: cpu(), rss: process.memoryUsage().rss } : costOf(processId)),
});
