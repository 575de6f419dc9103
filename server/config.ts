import { statSync } from 'node:fs';
import { isIP, isIPv6 } from 'node:net';
import { resolve } from 'node:path';
import { OriginPattern } from '@klapka/protocol';
import { z } from 'zod';

/*
 * The only reader of `process.env`. Every variable is explained in `.env.example`; a test compares the two.
 */

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;

export interface Config {
  host: string;
  port: number;
  /** Null outside demo mode. */
  demo: { port: number } | null;
  /** How browsers reach the gateway: `https://pbx.example.com`, without a slash at the end. */
  publicUrl: string;
  /** Reverse proxies in front whose `X-Forwarded-For` is believed. */
  trustProxy: number;
  embed: {
    /** Pages that may embed agents' elements, as patterns (`https://*.example.com`). */
    origins: readonly string[];
    /** Verifies the JWTs of a host's backend. Null: embedding by token is off. */
    secret: string | null;
  };
  media: {
    /** Addresses that browsers send audio to; empty: those of the machine's interfaces. */
    addresses: readonly string[];
    ports: { from: number; to: number };
  };
  /** SIP over UDP for desk phones and carriers; null: off. */
  sipUdp: { host: string; port: number; allow: readonly string[] } | null;
  iceServers: readonly { urls: string[]; secret?: string }[];
  dataDir: string;
  database: { kind: 'sqlite'; path: string };
  pbx: 'embedded' | 'asterisk';
  /** Folder of sounds that take the place of our own. Null: ours. */
  sounds: string | null;
  /** Null unless the PBX is Asterisk. */
  asterisk: AsteriskSettings | null;
  mail: { smtpUrl: string; from: string } | null;
  /** Null: messages are not written down. */
  transcriber: TranscriberSettings | null;
  logLevel: (typeof logLevels)[number];
  /** Null: `/metrics` answers on loopback only. */
  metricsToken: string | null;
}

export type TranscriberSettings =
  | { kind: 'openai'; url: string; key: string | null; model: string }
  | { kind: 'command'; command: string[] };

export interface AsteriskSettings {
  ami: { host: string; port: number; username: string; secret: string };
  /** ARI and the SIP socket; the address without a slash at its end. */
  ari: { url: string; username: string; password: string };
  /** Folder of Asterisk's configuration, where its plan is written. Null: it is somebody else's. */
  configFolder: string | null;
  /** File Asterisk writes its calls into. Null: it cannot be read. */
  callsFile: string | null;
}

/** Everything that is wrong, in one list. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const port = z.string().regex(/^\d{1,5}$/, 'must be a port number').transform(Number).pipe(z.number().min(0).max(65_535, 'must be a port number'));
const flag = z.enum(['0', '1'], 'must be 0 or 1').transform((value) => value === '1');
const list = z.string().transform((text) => text.split(/[\s,]+/).filter((item) => item !== ''));

const words = z.string().transform((text) => text.split(/\s+/).filter((word) => word !== ''));

const publicUrl = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '') return url.origin;
  context.addIssue('must be an http(s) address without a path, like https://pbx.example.com');
  return z.NEVER;
});

const host = z.string().refine((text) => isIP(text) !== 0 || /^[A-Za-z0-9.-]+$/.test(text), 'must be an address or a host name');

const folder = z.string().refine((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true, 'must be a folder that is there');

const mediaPorts = z.string().transform((text, context) => {
  const [, first, last] = /^(\d{1,5})-(\d{1,5})$/.exec(text) ?? [];
  const range = { from: Number(first), to: Number(last) };
  if (range.from >= 1024 && range.to <= 65_535 && range.to - range.from >= 1) return range;
  context.addIssue('must be a range of ports above 1023, like 40000-40199');
  return z.NEVER;
});

/** An address of this machine with a port: `127.0.0.1:5060`, `[::1]:5060`. */
const socketAddress = z.string().transform((text, context) => {
  const [, bracketed, plain, given] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const address = { host: bracketed ?? plain ?? '', port: Number(given) };
  if (isIP(address.host) !== 0 && isIPv6(address.host) === (bracketed !== undefined) && address.port > 0 && address.port < 65_536) return address;
  context.addIssue('must be an address of this machine with a port, like 127.0.0.1:5060');
  return z.NEVER;
});

const network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], 'must be addresses and networks, like 192.168.1.0/24');

/** Null: there is a `%` in it that begins nothing. */
function unescaped(text = ''): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** An address with a name and a password in it. */
const account = (protocols: RegExp, example: string) => z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  const fits = url && protocols.test(url.protocol) && url.hostname !== '' && url.username !== '' && url.password !== '' && /^\/?$/.test(url.pathname) && url.search === '' && url.hash === '';
  const [username, password] = [unescaped(url?.username), unescaped(url?.password)];
  if (fits && username !== null && password !== null) return { protocol: url.protocol, host: url.hostname, port: url.port, username, password };
  context.addIssue(`must be like ${example}`);
  return z.NEVER;
});

const iceServers = list.pipe(z.array(z.string().regex(/^(stun|stuns|turn|turns):[^\s/?]+(\?transport=(udp|tcp))?$/, 'must be addresses like stun:stun.example.com:3478 or turn:turn.example.com:3478?transport=udp')));

/** One entry per variable: how it is read, and its default as text where it has one. */
const variables = {
  PORT: port.default(8080),
  NODE_ENV: z.string().optional(),
  KLAPKA_DEMO: flag.optional(),
  KLAPKA_DEMO_PORT: port.optional(),
  KLAPKA_HOST: host.default('127.0.0.1'),
  KLAPKA_PUBLIC_URL: publicUrl.optional(),
  KLAPKA_TRUST_PROXY: z.string().regex(/^[0-9]$/, 'must be a number of proxies, 0 to 9').transform(Number).default(0),
  KLAPKA_EMBED_ORIGINS: list.pipe(z.array(OriginPattern)).default([]),
  KLAPKA_EMBED_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  KLAPKA_MEDIA_ADDRESS: list.pipe(z.array(z.string().refine((text) => isIP(text) !== 0, 'must be IP addresses'))).default([]),
  KLAPKA_MEDIA_PORTS: mediaPorts.default({ from: 40_000, to: 40_199 }),
  KLAPKA_SIP_UDP: socketAddress.optional(),
  KLAPKA_SIP_UDP_ALLOW: list.pipe(z.array(network)).default([]),
  KLAPKA_ICE_SERVERS: iceServers.default([]),
  KLAPKA_TURN_SECRET: z.string().min(8, 'must have at least 8 characters').optional(),
  KLAPKA_DATA: z.string().default('./data'),
  KLAPKA_DATABASE_URL: z.string().regex(/^sqlite:.+/, 'must be like sqlite:/var/lib/klapka/klapka.sqlite').optional(),
  KLAPKA_PBX: z.enum(['embedded', 'asterisk'], 'must be embedded or asterisk').default('embedded'),
  KLAPKA_SOUNDS: folder.optional(),
  KLAPKA_ASTERISK_AMI: account(/^ami:$/, 'ami://klapka:secret@127.0.0.1:5038').optional(),
  KLAPKA_ASTERISK_HTTP: account(/^https?:$/, 'http://klapka:password@127.0.0.1:8088').optional(),
  KLAPKA_ASTERISK_CONFIG: z.string().optional(),
  KLAPKA_ASTERISK_CALLS: z.string().optional(),
  KLAPKA_SMTP_URL: z.string().refine((text) => /^smtps?:\/\/[^\s]+$/.test(text) && URL.canParse(text), 'must be like smtps://user:password@mail.example.com').optional(),
  KLAPKA_MAIL_FROM: z.string().regex(/^[^\s@<>]+@[^\s@<>]+$/, 'must be an e-mail address').optional(),
  KLAPKA_TRANSCRIBER_URL: z.url({ protocol: /^https?$/, error: 'must be like http://127.0.0.1:8000' }).optional(),
  KLAPKA_TRANSCRIBER_KEY: z.string().optional(),
  KLAPKA_TRANSCRIBER_MODEL: z.string().default('whisper-1'),
  KLAPKA_TRANSCRIBER_COMMAND: words.refine((command) => command.some((word) => word.includes('{file}')), 'must have {file} where the WAV file stands').optional(),
  KLAPKA_LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).optional(),
  KLAPKA_METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
} satisfies Record<string, z.ZodType>;

/** Names of every variable there is; `.env.example` must explain each. */
export const variableNames = Object.keys(variables) as (keyof typeof variables)[];

type Values = { [Name in keyof typeof variables]: z.output<(typeof variables)[Name]> };

/** Reads and checks everything. Throws `ConfigError` with the list of all problems. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const name of variableNames) {
    const text = environment[name]?.trim();
    const parsed = variables[name].safeParse(text === '' ? undefined : text);
    if (parsed.success) values[name] = parsed.data;
    else problems.push(`${name} ${parsed.error.issues[0]?.message ?? 'is wrong'}`);
  }
  for (const name of Object.keys(environment)) {
    if (name.startsWith('KLAPKA_') && !Object.hasOwn(variables, name) && !foreign.has(name)) problems.push(`${name} is not a variable of Klapka`);
  }
  const set = values as Partial<Values>;
  problems.push(...contradictions(set));
  if (problems.length > 0) throw new ConfigError(problems);
  return build(values as Values);
}

/** As `readConfig`, of the process; `defaults` count where a variable is not set. */
export function readEnvironment(defaults: Readonly<Record<string, string>> = {}): Config {
  return readConfig({ ...defaults, ...process.env });
}

/** Variables of the test run, not the gateway's. */
const foreign = new Set(['KLAPKA_TEST_REPORT']);

/** Where demo mode may start; anything else may be a misspelt `production`. */
const demoEnvironments = new Set(['development', 'test']);

function isDemo(values: Partial<Values>): boolean {
  return values.KLAPKA_DEMO ?? values.NODE_ENV !== 'production';
}

function isLoopback(name: string): boolean {
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}

/** Values that are right alone and wrong together. */
function contradictions(values: Partial<Values>): string[] {
  const found: string[] = [];
  if (isDemo(values)) {
    if (values.NODE_ENV === 'production') found.push('KLAPKA_DEMO cannot be 1 with NODE_ENV=production');
    else if (values.NODE_ENV !== undefined && !demoEnvironments.has(values.NODE_ENV)) {
      found.push(`NODE_ENV=${values.NODE_ENV} may be meant as production, so demo mode does not start: set KLAPKA_DEMO=0, or NODE_ENV to production, development or test`);
    }
    if (values.KLAPKA_HOST !== undefined && !isLoopback(values.KLAPKA_HOST)) {
      found.push('KLAPKA_HOST must be a loopback address in demo mode, because everybody knows its accounts; set KLAPKA_DEMO=0');
    }
    if (values.KLAPKA_DEMO_PORT !== undefined && values.KLAPKA_DEMO_PORT !== 0 && values.KLAPKA_DEMO_PORT === values.PORT) {
      found.push('KLAPKA_DEMO_PORT must be another port than PORT');
    }
  }
  if (values.KLAPKA_ICE_SERVERS?.some((url) => url.startsWith('turn')) && values.KLAPKA_TURN_SECRET === undefined) {
    found.push('KLAPKA_TURN_SECRET is missing: the TURN server of KLAPKA_ICE_SERVERS needs the secret it shares with the gateway');
  }
  if (values.KLAPKA_SIP_UDP === undefined && (values.KLAPKA_SIP_UDP_ALLOW?.length ?? 0) > 0) {
    found.push('KLAPKA_SIP_UDP is missing: KLAPKA_SIP_UDP_ALLOW says who may register over it');
  }
  if (values.KLAPKA_PBX === 'asterisk') {
    for (const name of ['KLAPKA_ASTERISK_AMI', 'KLAPKA_ASTERISK_HTTP'] as const) {
      if (values[name] === undefined) found.push(`${name} is missing: KLAPKA_PBX=asterisk has to be told which one (npm start brings one up itself where neither is set)`);
    }
  }
  if (values.KLAPKA_TRANSCRIBER_URL !== undefined && values.KLAPKA_TRANSCRIBER_COMMAND !== undefined) {
    found.push('KLAPKA_TRANSCRIBER_URL and KLAPKA_TRANSCRIBER_COMMAND are both set: messages are written down once');
  }
  if (values.KLAPKA_SMTP_URL !== undefined && values.KLAPKA_MAIL_FROM === undefined) {
    found.push('KLAPKA_MAIL_FROM is missing: KLAPKA_SMTP_URL needs a sender');
  }
  return found;
}

function build(values: Values): Config {
  const demo = isDemo(values);
  // The demo's accounts never come near a real company's.
  const dataDir = resolve(values.KLAPKA_DATA);
  const demoPort = values.KLAPKA_DEMO_PORT ?? (values.PORT === 0 ? 0 : values.PORT + 1);
  return {
    host: values.KLAPKA_HOST,
    port: values.PORT,
    demo: demo ? { port: demoPort } : null,
    publicUrl: values.KLAPKA_PUBLIC_URL ?? `http://localhost:${values.PORT}`,
    trustProxy: values.KLAPKA_TRUST_PROXY,
    embed: { origins: values.KLAPKA_EMBED_ORIGINS, secret: values.KLAPKA_EMBED_SECRET ?? null },
    media: { addresses: values.KLAPKA_MEDIA_ADDRESS, ports: values.KLAPKA_MEDIA_PORTS },
    sipUdp: values.KLAPKA_SIP_UDP === undefined ? null : { ...values.KLAPKA_SIP_UDP, allow: values.KLAPKA_SIP_UDP_ALLOW },
    iceServers: iceServersOf(values),
    dataDir,
    database: { kind: 'sqlite', path: resolve(values.KLAPKA_DATABASE_URL?.slice('sqlite:'.length) ?? `${dataDir}/${demo ? 'demo' : 'klapka'}.sqlite`) },
    pbx: values.KLAPKA_PBX,
    sounds: values.KLAPKA_SOUNDS === undefined ? null : resolve(values.KLAPKA_SOUNDS),
    asterisk: asteriskOf(values),
    mail: values.KLAPKA_SMTP_URL === undefined ? null : { smtpUrl: values.KLAPKA_SMTP_URL, from: values.KLAPKA_MAIL_FROM ?? '' },
    transcriber: transcriberOf(values),
    logLevel: values.KLAPKA_LOG_LEVEL ?? (demo ? 'warn' : 'info'),
    metricsToken: values.KLAPKA_METRICS_TOKEN ?? null,
  };
}

function asteriskOf({ KLAPKA_PBX: pbx, KLAPKA_ASTERISK_AMI: ami, KLAPKA_ASTERISK_HTTP: ari, KLAPKA_ASTERISK_CONFIG: folder, KLAPKA_ASTERISK_CALLS: calls }: Values): AsteriskSettings | null {
  if (pbx !== 'asterisk' || ami === undefined || ari === undefined) return null;
  return {
    // A socket is opened to an IPv6 address without the brackets an address has in a URL.
    ami: { host: ami.host.replace(/^\[(.*)\]$/, '$1'), port: Number(ami.port || 5038), username: ami.username, secret: ami.password },
    ari: { url: `${ari.protocol}//${ari.host}${ari.port === '' ? '' : `:${ari.port}`}`, username: ari.username, password: ari.password },
    configFolder: folder === undefined ? null : resolve(folder),
    callsFile: calls === undefined ? null : resolve(calls),
  };
}

function transcriberOf({ KLAPKA_TRANSCRIBER_URL: url, KLAPKA_TRANSCRIBER_KEY: key, KLAPKA_TRANSCRIBER_MODEL: model, KLAPKA_TRANSCRIBER_COMMAND: command }: Values): TranscriberSettings | null {
  if (url !== undefined) return { kind: 'openai', url, key: key ?? null, model };
  return command === undefined ? null : { kind: 'command', command };
}

function iceServersOf(values: Values): Config['iceServers'] {
  const turn = values.KLAPKA_ICE_SERVERS.filter((url) => url.startsWith('turn'));
  const stun = values.KLAPKA_ICE_SERVERS.filter((url) => !url.startsWith('turn'));
  return [
    ...(stun.length > 0 ? [{ urls: stun }] : []),
    ...(turn.length > 0 && values.KLAPKA_TURN_SECRET !== undefined ? [{ urls: turn, secret: values.KLAPKA_TURN_SECRET }] : []),
  ];
}
