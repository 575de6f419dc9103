import { findAsterisk } from '../../../scripts/asterisk/program.ts';
import { startAsterisk } from '../../../scripts/asterisk/run.ts';
import { create as createAsterisk } from '../../../server/adapters/pbx/asterisk/index.ts';
import { create as createEmbedded } from '../../../server/adapters/pbx/embedded/index.ts';
import { readConfig } from '../../../server/config.ts';
import { systemClock } from '../../../server/ports/clock.ts';
import type { PbxPort } from '../../../server/ports/pbx.ts';
import { silentLogger } from '../../fakes/sip-phone/logger.ts';

/** A PBX to measure: by its port, or through a gateway with this environment. */
export interface Subject {
  name: string;
  env: Record<string, string>;
  /** Of a PBX that has one of its own. */
  processId?: number;
  create(): PbxPort;
}

/** Measures the embedded PBX, then a real Asterisk in the same run; where none can be had, the embedded one alone. */
export async function onBoth<Result>(measure: (subject: Subject) => Promise<Result[]>): Promise<Result[]> {
  const results = await measure({ name: 'embedded PBX', env: {}, create: () => createEmbedded({ config: {}, logger: silentLogger, clock: systemClock }) });
  const program = await findAsterisk().catch(() => null);
  if (!program) return results;
  const asterisk = await startAsterisk(program);
  try {
    const { asterisk: config } = readConfig(asterisk.settings);
    if (!config) throw new Error('The settings name no Asterisk');
    results.push(...await measure({ name: 'Asterisk', env: asterisk.settings, ...(asterisk.process.pid === undefined ? {} : { processId: asterisk.process.pid }), create: () => createAsterisk({ config, logger: silentLogger, clock: systemClock, fetch }) }));
  } finally {
    await asterisk.stop();
  }
  return results;
}
