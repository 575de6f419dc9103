import type { SipCredentials } from '../../../server/ports/pbx.ts';
import { start } from './process.ts';

/** What the PBX has cost since it started, and what its phones have sent and heard. */
export interface Look {
  /** µs. */
  cpu: number;
  /** Bytes. */
  rss: number;
  /** Packets of all phones. */
  sent: number;
  heard: number;
}

/** So many calls between test phones, relayed by an embedded PBX in a process of its own, or by the Asterisk that `env` names, with a tone in both directions while `measure` runs. */
export async function duringCalls<Result>(calls: number, measure: (look: () => Promise<Look>) => Promise<Result>, env: Readonly<Record<string, string>> = {}): Promise<Result> {
  const pbx = start('./pbx.ts', env);
  const phones = start('./phones.ts');
  try {
    const { port } = await pbx.ask<{ port: number }>('where');
    const numbers = Array.from({ length: calls * 2 }, (_, index) => String(2000 + index));
    const credentials = await pbx.ask<SipCredentials[]>('extensions', numbers);
    await phones.ask('call', { port, credentials });
    return await measure(async () => ({ ...(await pbx.ask<Pick<Look, 'cpu' | 'rss'>>('cpu')), ...(await phones.ask<Pick<Look, 'sent' | 'heard'>>('frames')) }));
  } finally {
    await Promise.all([pbx.stop(), phones.stop()]);
  }
}
