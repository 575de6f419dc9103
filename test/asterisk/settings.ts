import type { AsteriskConfig } from '../../server/adapters/pbx/asterisk/index.ts';
import { readConfig } from '../../server/config.ts';

/** The environment of a gateway, as its adapter takes it. */
export function settingsOf(environment: Record<string, string>): AsteriskConfig {
  const { asterisk } = readConfig(environment);
  if (asterisk === null) throw new Error('The settings name no Asterisk');
  return asterisk;
}
