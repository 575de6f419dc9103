import { pino } from 'pino';
import type { Config } from '../config.ts';
import type { Logger } from '../ports/logger.ts';

/**
 * Fields that may hold a number, a text or a token are cut out wherever they stand, one or two levels deep. Code should
 * not log them in the first place; this is the second wall.
 */
const secrets = [
  'password', 'current', 'token', 'accessToken', 'refreshToken', 'ticket', 'secret', 'authorization', 'cookie', 'link', 'credential',
  'number', 'extensionNumber', 'login', 'email', 'text', 'preview', 'message.text', 'from', 'to', 'sip', 'aor', 'username', 'mobile',
];

export function createLogger(level: Config['logLevel'], destination?: NodeJS.WritableStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
  };
  return destination ? pino(options, destination) : pino(options);
}
