import type { Logger } from '../../../server/ports/logger.ts';

/** Says nothing; what the PBX tells the log is not what these tests are about. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLogger,
};
