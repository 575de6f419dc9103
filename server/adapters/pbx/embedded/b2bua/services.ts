import type { Source } from '../media/methods.ts';

/** Numbers the PBX answers itself, for trying out and for tests. */
export const services: ReadonlyMap<string, { name: string; source: Source }> = new Map<string, { name: string; source: Source }>([
  ['*43', { name: 'Echo test', source: { echo: true } }],
  ['*44', { name: 'Test tone', source: { sound: 'milliwatt' } }],
  ['*45', { name: 'Hold music', source: { sound: 'hold-music' } }],
]);
