import type { Source } from '../media/methods.ts';
import type { App } from './visit.ts';

/** Plays one thing until the caller hangs up. */
const plays = (source: Source): App => ({
  async run(visit) {
    visit.hear(source);
    await new Promise((_resolve, reject) => visit.signal.addEventListener('abort', reject, { once: true }));
  },
});

/** Numbers for trying out and for tests. */
export const services: ReadonlyMap<string, { name: string; app: App }> = new Map<string, { name: string; app: App }>([
  ['*43', { name: 'Echo test', app: plays({ echo: true }) }],
  ['*44', { name: 'Test tone', app: plays({ sound: 'milliwatt' }) }],
  ['*45', { name: 'Hold music', app: plays({ sound: 'hold-music' }) }],
]);
