import type { AriSettings } from './index.ts';

/** Kinds of objects of res_pjsip that the gateway makes. */
export type PjsipKind = 'auth' | 'aor' | 'endpoint';

const patience = 5_000;

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

/** The part of Asterisk's REST interface that makes objects of PJSIP while it runs; they are kept in Asterisk's own database. */
export class Ari {
  readonly #base: string;
  readonly #authorization: string;
  readonly #fetch: typeof fetch;

  constructor({ url, username, password }: AriSettings, fetcher: typeof fetch) {
    this.#base = `${url}/ari/asterisk/config/dynamic/res_pjsip`;
    this.#authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    this.#fetch = fetcher;
  }

  /** Makes the object, or changes these fields of it. */
  async put(kind: PjsipKind, id: string, fields: Readonly<Record<string, string | number>>): Promise<void> {
    const list = Object.entries(fields).map(([attribute, value]) => ({ attribute, value: String(value) }));
    await this.#ask('PUT', kind, id, JSON.stringify({ fields: list }));
  }

  /** Deletes it; one that is not there is deleted already. */
  async delete(kind: PjsipKind, id: string): Promise<void> {
    await this.#ask('DELETE', kind, id).catch((error: unknown) => {
      if (!(error instanceof AriError) || error.status !== 404) throw error;
    });
  }

  async #ask(method: 'PUT' | 'DELETE', kind: PjsipKind, id: string, body?: string): Promise<void> {
    const what = `ARI ${method} of an ${kind}`;
    let response: Response;
    try {
      response = await this.#fetch(`${this.#base}/${kind}/${encodeURIComponent(id)}`, {
        method,
        headers: { authorization: this.#authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        signal: AbortSignal.timeout(patience),
        ...(body === undefined ? {} : { body }),
      });
      // Read to its end, so that the connection can be used again.
      await response.arrayBuffer();
    } catch (error) {
      throw new AriError(0, `${what}: no answer`, { cause: error });
    }
    if (!response.ok) throw new AriError(response.status, `${what} was answered with ${response.status}`);
  }
}
