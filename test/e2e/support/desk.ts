import { afterEach, beforeAll, beforeEach } from 'vitest';
import type { BrowserContext } from 'playwright';
import { launchBrowser } from './browser.ts';
import { startGateway, type Gateway } from './gateway.ts';
import { Person } from './person.ts';
import { shared } from './shared.ts';

/** People at the client of one gateway, for all tests of a file. */
export interface Desk {
  readonly gateway: Gateway;
  /** Three who answer calls: 1003, 1004 and 1005. */
  readonly ann: Person;
  readonly bob: Person;
  readonly eve: Person;
  /** Somebody else, or one of them in another browser, or in another tab of `context`. */
  arrive(extension: string, tone: number, context?: BrowserContext): Promise<Person>;
  /** What the gateway answers this person. */
  ask(login: string, path: string, change?: { method: string; body: object }): Promise<Response>;
}

/** Three people signed in, each at the client in a browser of their own; `env` names the PBX where it is not the embedded one. */
export function startDesk(env: Record<string, string> = {}): () => Desk {
  const gateway = shared(() => startGateway({ env }));
  const browser = shared(() => launchBrowser());
  const tokens = new Map<string, Promise<string>>();
  const arrive: Desk['arrive'] = (extension, tone, context) => Person.arrive({ browser: browser(), gateway: gateway(), extension, tone, ...(context && { context }) });
  let people: [Person, Person, Person];
  beforeAll(async () => {
    people = await Promise.all([arrive('1003', 440), arrive('1004', 1000), arrive('1005', 1500)]);
  });
  beforeEach(() => Promise.all(people.map((person) => person.close())));
  afterEach(() => Promise.all(people.map((person) => person.clear())));
  const ask: Desk['ask'] = async (login, path, { method, body } = { method: 'GET', body: {} }) => {
    if (!tokens.has(login)) tokens.set(login, signIn(gateway(), login));
    const headers = { authorization: `Bearer ${await tokens.get(login)}`, 'content-type': 'application/json' };
    return fetch(gateway().url + path, { method, headers, ...(method !== 'GET' && { body: JSON.stringify(body) }) });
  };
  return () => ({ gateway: gateway(), ann: people[0], bob: people[1], eve: people[2], arrive, ask });
}

async function signIn({ url, password }: Gateway, login: string): Promise<string> {
  const response = await fetch(`${url}/api/auth/sign-in`, {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password, device: { id: `desk-test-device-${login}`, name: 'Test' } }),
  });
  return ((await response.json()) as { accessToken: string }).accessToken;
}
