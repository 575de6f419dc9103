import { isIP } from 'node:net';
import { z } from 'zod';
import type { Clock } from '../../../ports/clock.ts';
import type { Logger } from '../../../ports/logger.ts';
import type { PbxCapabilities, PbxPort } from '../../../ports/pbx.ts';
import { EmbeddedPbx } from './embedded-pbx.ts';
import { foldersIn } from './folders.ts';

export const id = 'embedded';
export const label = 'Embedded PBX';
export const capabilities: PbxCapabilities = {
  calls: 'push', devices: 'push', sip: 'sip', hangUp: 'push', holdMusic: 'pbx', resume: 'push',
  originate: 'push', redirect: 'push', join: 'push', conference: 'push', park: 'push', pickUp: 'push', monitor: 'push', record: 'push', flip: 'push', video: 'none', reach: 'push',
  voicemail: 'push', queues: 'push', ringGroups: 'push', menus: 'push', outside: 'push', featureCodes: 'push', history: 'none', provision: 'push',
};

export const configSchema = z.object({
  /** Offered to browsers as the PBX's own, best first (`KLAPKA_MEDIA_ADDRESS`); empty: those of the machine. */
  addresses: z.array(z.string().refine((address) => isIP(address) !== 0, 'not an IP address')).readonly().default([]),
  /** UDP ports of the media, both included (`KLAPKA_MEDIA_PORTS`); null: any free one. */
  ports: z
    .object({ from: z.number().int().min(1).max(65535), to: z.number().int().min(1).max(65535) })
    .refine(({ from, to }) => from <= to, 'from is above to')
    .nullable()
    .default(null),
  /** Folder whose sounds take the place of ours (`KLAPKA_SOUNDS`); null: ours alone. */
  sounds: z.string().nullable().default(null),
  /** ms until an extension that does not answer is given up. */
  ringTimeout: z.number().int().positive().default(45_000),
  /** ms without a packet after which a phone without a socket counts as gone. */
  lostAfter: z.number().int().positive().default(3_000),
  /** ms a call waits for a phone that is gone, for example while its page is loaded anew. */
  returnWithin: z.number().int().positive().default(20_000),
  /** ms a parked call waits until it rings whoever parked it. */
  parkTimeout: z.number().int().positive().default(60_000),
  /** Where recordings, messages and sounds of one's own are kept, each in a folder of its own; null: there are none. */
  folder: z.string().min(1).nullable().default(null),
  /** ms of silence after which a message somebody leaves is over. */
  messageSilence: z.number().int().positive().default(10_000),
  /** SIP over UDP for desk phones and carriers (`KLAPKA_SIP_UDP`); null: off. `allow`: what desk phones may register from. */
  udp: z
    .object({ host: z.string().refine((address) => isIP(address) !== 0, 'not an IP address'), port: z.number().int().min(0).max(65535), allow: z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])).readonly().default([]) })
    .nullable()
    .default(null),
});

export type EmbeddedPbxConfig = z.input<typeof configSchema>;

export interface EmbeddedPbxDeps {
  config: EmbeddedPbxConfig;
  logger: Logger;
  clock: Clock;
}

/** Throws a ZodError for a wrong configuration. */
export function create({ config, logger, clock }: EmbeddedPbxDeps): PbxPort {
  const { addresses, ports, sounds, ringTimeout, lostAfter, returnWithin, parkTimeout, folder, udp, messageSilence } = configSchema.parse(config);
  return new EmbeddedPbx({
    id,
    capabilities: folder === null ? { ...capabilities, record: 'none', voicemail: 'none' } : capabilities,
    threads: {
      addresses: addresses.length > 0 ? [...addresses] : null,
      ports: ports ? [ports.from, ports.to] : null,
      sounds,
      ringTimeout,
      quietAfter: lostAfter,
      returnWithin,
      parkTimeout,
      folders: folder === null ? null : foldersIn(folder),
      udp: udp && { ...udp, addresses },
      messageSilence,
    },
    logger,
    clock,
  });
}
