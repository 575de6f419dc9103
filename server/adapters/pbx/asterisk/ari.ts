import { z } from 'zod';
import type { AriSettings } from './index.ts';

/** Kinds of objects of res_pjsip that the gateway makes; a contact it only takes away, a transport it only reads. */
export type PjsipKind = 'auth' | 'aor' | 'endpoint' | 'contact' | 'transport';

const patience = 5_000;
/** ConfigTuple of ARI. */
const Field = z.object({ attribute: z.string(), value: z.string() });

/** ARI said no, or nothing. Never carries what was sent: there are passwords' hashes in it. */
export class AriError extends Error {
  /** HTTP status; 0 where there was no answer. */
  readonly status: number;
  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AriError';
    this.status = status;
  }
}

/** A file of sound that Asterisk keeps. Its body is read to the end, or cancelled. */
export interface Sound {
  bytes: number;
  body: ReadableStream<Uint8Array>;
}

/** The parts of Asterisk's REST interface that make objects of PJSIP while it runs, kept in Asterisk's own database, and hand out what was recorded. */
export class Ari {
  readonly #base: string;
  readonly #authorization: string;
  readonly #fetch: typeof fetch;

  constructor({ url, username, password }: AriSettings, fetcher: typeof fetch) {
    this.#base = `${url}/ari`;
    this.#authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    this.#fetch = fetcher;
  }

  /** Makes the object, or changes these fields of it. */
  async put(kind: PjsipKind, id: string, fields: Readonly<Record<string, string | number>>): Promise<void> {
    const list = Object.entries(fields).map(([attribute, value]) => ({ attribute, value: String(value) }));
    await this.#ask('PUT', objectOf(kind, id), `an ${kind}`, JSON.stringify({ fields: list }));
  }

  /** Fields of the object, as Asterisk writes them; null: there is none. */
  async get(kind: PjsipKind, id: string): Promise<ReadonlyMap<string, string> | null> {
    const response = await this.#send('GET', objectOf(kind, id), `an ${kind}`, AbortSignal.timeout(patience));
    const text = await response.text().catch((cause: unknown) => {
      throw silence('GET', `an ${kind}`, cause);
    });
    if (response.status === 404) return null;
    if (!response.ok) throw refusal('GET', `an ${kind}`, response);
    return new Map(z.array(Field).parse(JSON.parse(text)).map(({ attribute, value }) => [attribute, value]));
  }

  /** Deletes it; one that is not there is deleted already. */
  async delete(kind: PjsipKind, id: string): Promise<void> {
    await this.#ask('DELETE', objectOf(kind, id), `an ${kind}`).catch(missing);
  }

  /** Opens a file below Asterisk's folder of recordings, by its name without the ending; null: there is none. */
  async sound(name: string): Promise<Sound | null> {
    const waiting = new AbortController();
    const timer = setTimeout(() => waiting.abort(), patience);
    try {
      const response = await this.#send('GET', `${soundOf(name)}/file`, 'a recording', waiting.signal);
      if (response.ok && response.body) return { bytes: Number(response.headers.get('content-length')), body: response.body };
      await response.body?.cancel();
      if (response.status === 404) return null;
      throw refusal('GET', 'a recording', response);
    } finally {
      clearTimeout(timer);
    }
  }

  /** False: there is none. */
  async deleteSound(name: string): Promise<boolean> {
    return this.#ask('DELETE', soundOf(name), 'a recording').then(() => true, missing);
  }

  async #ask(method: 'PUT' | 'DELETE', path: string, what: string, body?: string): Promise<void> {
    const response = await this.#send(method, path, what, AbortSignal.timeout(patience), body);
    // Read to its end, so that the connection can be used again.
    await response.arrayBuffer().catch((cause: unknown) => {
      throw silence(method, what, cause);
    });
    if (!response.ok) throw refusal(method, what, response);
  }

  async #send(method: string, path: string, what: string, signal: AbortSignal, body?: string): Promise<Response> {
    try {
      return await this.#fetch(`${this.#base}/${path}`, {
        method, signal,
        headers: { authorization: this.#authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body }),
      });
    } catch (cause) {
      throw silence(method, what, cause);
    }
  }
}

const objectOf = (kind: PjsipKind, id: string): string => `asterisk/config/dynamic/res_pjsip/${kind}/${encodeURIComponent(id)}`;
/** The slash of a folder is part of the name. */
const soundOf = (name: string): string => `recordings/stored/${encodeURIComponent(name)}`;

const silence = (method: string, what: string, cause: unknown): AriError => new AriError(0, `ARI ${method} of ${what}: no answer`, { cause });
const refusal = (method: string, what: string, { status }: Response): AriError => new AriError(status, `ARI ${method} of ${what} was answered with ${status}`);

/** What is not there is no failure. */
function missing(error: unknown): false {
  if (error instanceof AriError && error.status === 404) return false;
  throw error;
}
