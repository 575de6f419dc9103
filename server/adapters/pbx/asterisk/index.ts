import { z } from 'zod';
import type { Clock } from '../../../ports/clock.ts';
import type { Logger } from '../../../ports/logger.ts';
import type { PbxCapabilities, PbxPort } from '../../../ports/pbx.ts';
import { AsteriskPbx } from './asterisk-pbx.ts';

export const id = 'asterisk';
export const label = 'Asterisk';
export const capabilities: PbxCapabilities = {
  calls: 'push', devices: 'push', sip: 'sip', hangUp: 'push', holdMusic: 'pbx', resume: 'push',
  originate: 'push', redirect: 'push', join: 'push', park: 'push', pickUp: 'push', flip: 'push', video: 'push', reach: 'push', record: 'push', monitor: 'push', conference: 'push', provision: 'push',
  voicemail: 'push', queues: 'push', ringGroups: 'push', menus: 'push', outside: 'push', featureCodes: 'push', history: 'push',
};

/** Of an Asterisk whose dialplan is somebody else's: what is there is read, and nothing set up. */
const notOurs = {
  voicemail: 'none', queues: 'none', ringGroups: 'none', menus: 'none', outside: 'none', featureCodes: 'none', provision: 'none', reach: 'none',
} as const satisfies Partial<PbxCapabilities>;

const port = z.number().int().min(1).max(65_535);

export const configSchema = z.object({
  /** Its manager interface (`KLAPKA_ASTERISK_AMI`). */
  ami: z.object({ host: z.string().min(1), port, username: z.string().min(1), secret: z.string().min(1) }),
  /** ARI, and the SIP socket beside it (`KLAPKA_ASTERISK_HTTP`); the address without a slash at the end. */
  ari: z.object({ url: z.url(), username: z.string().min(1), password: z.string().min(1) }),
  /** Folder of its configuration, where the plan is written to (`KLAPKA_ASTERISK_CONFIG`). Null: the dialplan is somebody else's. */
  configFolder: z.string().nullable().default(null),
  /** File of the calls there were, as `config/cdr_custom.conf` has it written (`KLAPKA_ASTERISK_CALLS`). Null: what happens while the gateway is away is not known. */
  callsFile: z.string().nullable().default(null),
  /** ms until an extension that does not answer is given up, in whole seconds; where the dialplan is ours. */
  ringTimeout: z.number().int().positive().default(45_000),
  /** ms a parked call waits until it rings whoever parked it, in whole seconds. */
  parkTimeout: z.number().int().positive().default(60_000),
  /** ms without a packet after which a phone counts as gone though its socket is there, in whole seconds. */
  lostAfter: z.number().int().min(1000).default(20_000),
  /** ms without a packet after which a phone without a socket counts as gone. */
  quietAfter: z.number().int().positive().default(3_000),
  /** ms of silence after which a message is over, in whole seconds. */
  messageSilence: z.number().int().min(2000).default(8_000),
  /** ms a call waits for a phone that is gone, for example while its page is loaded anew. */
  returnWithin: z.number().int().positive().default(20_000),
});

export type AsteriskConfig = z.input<typeof configSchema>;
export type AriSettings = z.output<typeof configSchema>['ari'];

export interface AsteriskDeps {
  config: AsteriskConfig;
  logger: Logger;
  clock: Clock;
  fetch: typeof fetch;
}

/** Throws a ZodError for a wrong configuration. */
export function create({ config, logger, clock, fetch }: AsteriskDeps): PbxPort {
  const settings = configSchema.parse(config);
  const able: PbxCapabilities = {
    ...capabilities, ...(settings.configFolder === null ? notOurs : {}), ...(settings.callsFile === null ? { history: 'none' } : {}),
  };
  return new AsteriskPbx({ id, capabilities: able, settings, logger, clock, fetch });
}
