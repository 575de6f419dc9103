import { errorBodyOf, PbxCommandError } from '../session.ts';
import { failure } from './errors.ts';
import { parseJson, refusalOf } from './http.ts';

/** Fetches a private file, by an address relative to the gateway. Rejects with `PbxCommandError`, or with the signal's reason. */
export async function download(gateway: string, token: string, url: string, signal: AbortSignal): Promise<Blob> {
  const address = new URL(url, gateway);
  // The token is for the gateway alone, whatever address a row carries; so no redirect is followed either.
  if (!address.href.startsWith(`${gateway}/`)) throw new PbxCommandError(failure('BAD_REQUEST', `Not an address of the gateway: ${address.protocol}//${address.host}`));
  let response: Response;
  try {
    response = await fetch(address, { headers: { authorization: `Bearer ${token}` }, credentials: 'omit', cache: 'no-store', redirect: 'error', signal });
    if (response.ok) return await response.blob();
  } catch (error) {
    signal.throwIfAborted();
    throw new PbxCommandError(failure('UNAVAILABLE', `The file did not come: ${errorBodyOf(error).message}`, true));
  }
  throw new PbxCommandError(refusalOf(response.status, parseJson(await response.text().catch(() => ''))));
}
