import { ConfigError } from './config.ts';
import { DomainError } from './domain/errors.ts';
import { PbxError } from './ports/pbx.ts';
import { StorageError } from './ports/storage.ts';

/** What to print of an error that ends the program: what its user can mend in a sentence, everything else with its trace. */
export function explain(error: unknown): unknown {
  if (error instanceof ConfigError || error instanceof DomainError || error instanceof PbxError) return error.message;
  if (error instanceof StorageError) return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
  if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) return error.message;
  if (error instanceof Error && 'syscall' in error && error.syscall === 'listen') return explainListen(error);
  return error;
}

function explainListen(error: Error & { code?: unknown; port?: unknown; address?: unknown }): unknown {
  const port = String(error.port);
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken by another program, perhaps by a Klapka that runs already. Stop it, or set PORT to another one (the example sites take the next, or KLAPKA_DEMO_PORT).`;
    case 'EACCES':
      return `This user may not listen on port ${port}. Set PORT to one above 1023 and put a reverse proxy in front.`;
    case 'EADDRNOTAVAIL':
      return `This machine has no address ${String(error.address)}. Set KLAPKA_HOST to one of its own.`;
    default:
      return error;
  }
}
