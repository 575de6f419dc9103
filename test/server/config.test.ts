import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig, variableNames } from '../../server/config.ts';

const problemsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};

test('nothing set is demo mode on loopback with SQLite and the embedded PBX', () => {
  const config = readConfig({});
  expect(config).toMatchObject({ host: '127.0.0.1', port: 8080, demo: { port: 8081 }, pbx: 'embedded', database: { kind: 'sqlite' }, publicUrl: 'http://localhost:8080', mail: null, metricsToken: null });
});

test.each(['development', 'test', ''])('NODE_ENV=%s has the demo', (NODE_ENV) => {
  expect(readConfig({ NODE_ENV }).demo).not.toBeNull();
});

test.each([[{ KLAPKA_DEMO: '0' }], [{ NODE_ENV: 'production' }], [{ KLAPKA_DEMO: '0', NODE_ENV: 'staging' }]])('%j has no demo', (environment) => {
  expect(readConfig(environment).demo).toBeNull();
});

test('the demo port follows the port', () => {
  expect(readConfig({ PORT: '9000' }).demo).toEqual({ port: 9001 });
});

test('every problem is told at once, each with the name of its variable', () => {
  const problems = problemsOf({
    PORT: 'eighty', KLAPKA_DEMO: 'yes', KLAPKA_PUBLIC_URL: 'pbx.example.com/klapka', KLAPKA_TRUST_PROXY: 'all', KLAPKA_EMBED_ORIGINS: '*', KLAPKA_EMBED_SECRET: 'short',
    KLAPKA_MEDIA_ADDRESS: 'my-host', KLAPKA_MEDIA_PORTS: '80-90', KLAPKA_ICE_SERVERS: 'http://stun', KLAPKA_DATABASE_URL: 'mysql://x', KLAPKA_PBX: 'freeswitch',
    KLAPKA_SMTP_URL: 'mail', KLAPKA_LOG_LEVEL: 'loud', KLAPKA_METRICS_TOKEN: 'x',
  });
  for (const name of ['PORT', 'KLAPKA_DEMO', 'KLAPKA_PUBLIC_URL', 'KLAPKA_TRUST_PROXY', 'KLAPKA_EMBED_ORIGINS', 'KLAPKA_EMBED_SECRET', 'KLAPKA_MEDIA_ADDRESS', 'KLAPKA_MEDIA_PORTS', 'KLAPKA_ICE_SERVERS', 'KLAPKA_DATABASE_URL', 'KLAPKA_PBX', 'KLAPKA_SMTP_URL', 'KLAPKA_LOG_LEVEL', 'KLAPKA_METRICS_TOKEN']) {
    expect(problems.some((line) => line.startsWith(`${name} `)), name).toBe(true);
  }
});

test.each([
  [{ KLAPKA_DEMO: '1', NODE_ENV: 'production' }, 'KLAPKA_DEMO'],
  [{ NODE_ENV: 'prod' }, 'NODE_ENV=prod'],
  [{ KLAPKA_DEMO: '1', NODE_ENV: 'Production' }, 'NODE_ENV=Production'],
  [{ KLAPKA_HOST: '0.0.0.0' }, 'KLAPKA_HOST'],
  [{ PORT: '8081', KLAPKA_DEMO_PORT: '8081' }, 'KLAPKA_DEMO_PORT'],
  [{ KLAPKA_ICE_SERVERS: 'turn:turn.example.com:3478' }, 'KLAPKA_TURN_SECRET'],
  [{ KLAPKA_SMTP_URL: 'smtp://mail.example.com' }, 'KLAPKA_MAIL_FROM'],
  [{ KLAPKA_SOUNDS: './no-such-folder' }, 'KLAPKA_SOUNDS must be a folder'],
  [{ KLAPKA_SOUNDS: './package.json' }, 'KLAPKA_SOUNDS must be a folder'],
  [{ KLAPKA_PROT: '1' }, 'KLAPKA_PROT'],
  [{ KLAPKA_PBX: 'asterisk', KLAPKA_ASTERISK_HTTP: 'http://a:b@127.0.0.1:8088' }, 'KLAPKA_ASTERISK_AMI is missing'],
  [{ KLAPKA_PBX: 'asterisk', KLAPKA_ASTERISK_AMI: 'ami://a:b@127.0.0.1' }, 'KLAPKA_ASTERISK_HTTP is missing'],
  [{ KLAPKA_SIP_UDP: '5060' }, 'KLAPKA_SIP_UDP must be an address'],
  [{ KLAPKA_SIP_UDP: 'pbx.example.com:5060' }, 'KLAPKA_SIP_UDP must be an address'],
  [{ KLAPKA_SIP_UDP: '127.0.0.1:0' }, 'KLAPKA_SIP_UDP must be an address'],
  [{ KLAPKA_SIP_UDP: '::1:5060' }, 'KLAPKA_SIP_UDP must be an address'],
  [{ KLAPKA_SIP_UDP: '127.0.0.1:5060', KLAPKA_SIP_UDP_ALLOW: '192.168.1.0/33' }, 'KLAPKA_SIP_UDP_ALLOW must be'],
  [{ KLAPKA_SIP_UDP: '127.0.0.1:5060', KLAPKA_SIP_UDP_ALLOW: 'everybody' }, 'KLAPKA_SIP_UDP_ALLOW must be'],
  [{ KLAPKA_SIP_UDP_ALLOW: '192.168.1.0/24' }, 'KLAPKA_SIP_UDP is missing'],
  [{ KLAPKA_ASTERISK_AMI: 'ami://127.0.0.1:5038' }, 'KLAPKA_ASTERISK_AMI must be like'],
  [{ KLAPKA_ASTERISK_AMI: 'http://a:b@127.0.0.1:5038' }, 'KLAPKA_ASTERISK_AMI must be like'],
  [{ KLAPKA_ASTERISK_AMI: 'ami://a:100%@127.0.0.1:5038' }, 'KLAPKA_ASTERISK_AMI must be like'],
  [{ KLAPKA_ASTERISK_HTTP: 'http://a:b@127.0.0.1:8088/ari' }, 'KLAPKA_ASTERISK_HTTP must be like'],
])('%j is refused because of %s', (environment, name) => {
  expect(problemsOf(environment as Record<string, string>).join('\n')).toContain(name);
});

test('SIP over UDP is off, and on for nobody\'s phones until their network is named', () => {
  expect(readConfig({}).sipUdp).toBeNull();
  expect(readConfig({ KLAPKA_SIP_UDP: '0.0.0.0:5060' }).sipUdp).toEqual({ host: '0.0.0.0', port: 5060, allow: [] });
  expect(readConfig({ KLAPKA_SIP_UDP: '[::1]:5060', KLAPKA_SIP_UDP_ALLOW: '192.168.1.0/24, 10.0.0.7 fd00::/8' }).sipUdp).toEqual({ host: '::1', port: 5060, allow: ['192.168.1.0/24', '10.0.0.7', 'fd00::/8'] });
});

test('an Asterisk is named by two addresses with their accounts; the folder of its dialplan is optional', () => {
  const environment = { KLAPKA_PBX: 'asterisk', KLAPKA_ASTERISK_AMI: 'ami://klapka:s%40c%3Aret@10.0.0.7', KLAPKA_ASTERISK_HTTP: 'https://ari:word@pbx.example.com' };
  expect(readConfig(environment).asterisk).toEqual({
    ami: { host: '10.0.0.7', port: 5038, username: 'klapka', secret: 's@c:ret' }, ari: { url: 'https://pbx.example.com', username: 'ari', password: 'word' }, configFolder: null, callsFile: null,
  });
  expect(readConfig({ ...environment, KLAPKA_ASTERISK_AMI: 'ami://a:b@[::1]:5039' }).asterisk?.ami).toEqual({ host: '::1', port: 5039, username: 'a', secret: 'b' });
  expect(readConfig({ ...environment, KLAPKA_ASTERISK_CONFIG: '/etc/asterisk' }).asterisk?.configFolder).toBe('/etc/asterisk');
  expect(readConfig({ ...environment, KLAPKA_PBX: 'embedded' }).asterisk).toBeNull();
});

test('sounds of one\'s own are in a folder; without one there are ours', () => {
  expect(readConfig({ KLAPKA_SOUNDS: 'server' }).sounds).toBe(resolve('server'));
  expect(readConfig({}).sounds).toBeNull();
});

test('an empty value counts as none', () => {
  expect(readConfig({ PORT: '', KLAPKA_SMTP_URL: ' ' }).port).toBe(8080);
});

describe('.env.example', () => {
  const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  const named = [...example.matchAll(/^#?\s?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name);

  test('explains every variable, and none that does not exist', () => {
    const ours = variableNames.filter((name) => name !== 'NODE_ENV');
    expect(named.filter((name) => name !== 'NODE_ENV').toSorted()).toEqual([...ours].toSorted());
  });

  test('has words above each', () => {
    for (const name of named) expect(example, name).toMatch(new RegExp(`^# \\S.*\\n(#.*\\n)*#?\\s?${name}=`, 'm'));
  });
});
