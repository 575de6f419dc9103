import { createServer } from 'node:net';

/** Ports of 127.0.0.1 that were free a moment ago. Held together before they are let go: two sought one after the other may be the same. */
export async function freePorts<Names extends readonly string[]>(...names: Names): Promise<Record<Names[number], number>> {
  const servers = names.map(() => createServer());
  const ports = await Promise.all(servers.map((server) => new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address === 'object' && address) resolve(address.port);
      else reject(new Error('No port'));
    });
  })));
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return Object.fromEntries(names.map((name, index) => [name, ports[index]])) as Record<Names[number], number>;
}
