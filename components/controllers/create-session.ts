import type { PbxSession, SessionOptions } from '../core/session.ts';

/** Makes a session; its code (socket, sign-in, stores) is fetched only now. */
export async function createSession(options: SessionOptions): Promise<PbxSession> {
  const core = await import('../core/index.ts');
  return core.createSession(options);
}
