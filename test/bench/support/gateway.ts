import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../../server/app.ts';
import { websiteChannel } from '../../../server/adapters/channels/website/index.ts';
import { localFiles } from '../../../server/adapters/files/local/index.ts';
import { openSqlite } from '../../../server/adapters/storage/sqlite/index.ts';
import { joseTokens } from '../../../server/adapters/tokens/jose/index.ts';
import { createLogger } from '../../../server/observability/logger.ts';
import { systemClock } from '../../../server/ports/clock.ts';
import { FakePbx } from '../../fakes/pbx.ts';
import { cpu, serve } from './process.ts';

/* The real gateway with real storage; only the PBX is played and the password hash is cheap. */

const extensions = 60;
const folder = mkdtempSync(join(tmpdir(), 'klapka-bench-'));
const storage = await openSqlite(join(folder, 'bench.sqlite'));
const pbx = new FakePbx();
const plenty = 1_000_000;
const app = await createApp({
  storage, pbx, files: await localFiles(join(folder, 'files')), clock: systemClock, logger: createLogger('error'),
  passwords: { hash: (plain) => Promise.resolve(plain), verify: (hash, plain) => Promise.resolve(hash === plain) },
  tokens: joseTokens({ key: randomBytes(32), embedSecret: null, clock: systemClock }),
  mail: null, assetsDir: folder, keys: { refresh: randomBytes(32), files: randomBytes(32) }, websiteChannel: websiteChannel(), transcriber: null,
  config: { host: '127.0.0.1', port: 0, publicUrl: 'http://localhost:8080', trustProxy: 0, embedOrigins: [], iceServers: [], metricsToken: null, demoUrl: null },
  limits: { api: plenty, auth: plenty, realtime: {
    commandBurst: plenty, commandsPerSecond: plenty, visitorBurst: plenty, visitorPerSecond: plenty, visitorConnectsPerMinute: plenty, visitorThreadsPerHour: plenty,
  } },
});
const accounts: string[] = [];
for (let index = 0; index < extensions; index += 1) {
  const number = String(1001 + index);
  await app.admin.extensions.create({ number, firstName: 'Agent', lastName: number, departments: ['Support'], recordingRight: 'none', groupIds: [] });
  const { account } = await app.admin.accounts.create({ name: `Agent ${number}`, extensionNumber: number, roles: ['user'], password: 'long enough for a bench' });
  accounts.push(account.id);
}
const queue = await app.admin.queues.create({ name: 'Support', takes: ['messages'], memberAccountIds: accounts });
await app.admin.chatButtons.create({ name: 'Shop', origins: ['https://shop.example.com'], queueId: queue.id }, 'bench');
const port = await app.listen();

let storm: NodeJS.Timeout | null = null;
serve({
  /** One signed-in browser of each account: sockets beyond are further tabs of theirs. */
  async where() {
    const devices = await Promise.all(accounts.map(async (_account, index) => {
      const device = { id: randomUUID(), name: 'bench' };
      const { accessToken } = await app.sessions.signIn({ login: String(1001 + index), password: 'long enough for a bench', device }, '127.0.0.1');
      return { token: accessToken, deviceId: device.id };
    }));
    return { port, devices };
  },
  cpu: () => ({ cpu: cpu(), rss: process.memoryUsage().rss }),
  /** Lines change so many times a second, round robin. */
  storm({ perSecond }: { perSecond: number }) {
    let sent = 0;
    const from = performance.now();
    storm = setInterval(() => {
      const due = Math.floor(((performance.now() - from) * perSecond) / 1000);
      for (; sent < due; sent += 1) pbx.tell({ type: 'line', line: { extensionNumber: String(1001 + (sent % extensions)), line: Math.floor(sent / extensions) % 2 === 0 ? 'busy' : 'idle' } });
    }, 5);
  },
  calm() {
    if (storm) clearInterval(storm);
  },
});
