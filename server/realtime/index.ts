import type { AttachRealtime } from './deps.ts';
export type { AgentSessions, AttachRealtime, IceServerConfig, Realtime, RealtimeConfig, RealtimeDeps, RealtimeLimits, SignedIn } from './deps.ts';

/**
 * Hangs the agents' and visitors' sockets and the SIP socket on an HTTP server. Create it after `chatRouter` and
 * `filesRouter` were mounted; call `start()` once the PBX runs.
 */
export const attachRealtime: AttachRealtime = () => {
  throw new Error('not built yet');
};
