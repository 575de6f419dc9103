import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { gathered } from '../../../components/core/phone/media/gathering.ts';
import { FakePeer } from './support/fake-peer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Starts waiting, and tells after how many milliseconds it was over. */
function start({ restarted = false, servers = true } = {}) {
  const peer = new FakePeer({}, { automatic: false });
  peer.iceGatheringState = 'gathering';
  const abort = new AbortController();
  const began = Date.now();
  let over: number | null = null;
  let found: boolean | null = null;
  void gathered(peer as unknown as RTCPeerConnection, abort.signal, { servers, restarted }).then((any) => {
    over = Date.now() - began;
    found = any;
  });
  return { peer, abort, over: () => over, found: () => found };
}

describe('when an offer may leave', () => {
  it('at once when gathering is complete already', async () => {
    const peer = new FakePeer({});
    peer.iceGatheringState = 'complete';
    await gathered(peer as unknown as RTCPeerConnection, new AbortController().signal, { servers: true });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('as soon as gathering is complete', async () => {
    const { peer, over } = start();
    await vi.advanceTimersByTimeAsync(30);
    peer.candidate('host');
    peer.complete();
    await vi.advanceTimersByTimeAsync(0);
    expect(over()).toBe(30);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each(['srflx', 'relay'] as const)('20 ms after the first %s candidate', async (type) => {
    const { peer, over } = start();
    peer.candidate('host');
    await vi.advanceTimersByTimeAsync(60);
    peer.candidate(type);
    await vi.advanceTimersByTimeAsync(19);
    expect(over()).toBeNull();
    await vi.advanceTimersByTimeAsync(1);
    expect(over()).toBe(80);
  });

  it('20 ms after the first host candidate where no server could give a better one', async () => {
    const { peer, over } = start({ servers: false });
    await vi.advanceTimersByTimeAsync(5);
    peer.candidate('host');
    await vi.advanceTimersByTimeAsync(20);
    expect(over()).toBe(25);
  });

  it('after 150 ms with a host candidate, however long a dead STUN server keeps quiet', async () => {
    const { peer, over } = start();
    await vi.advanceTimersByTimeAsync(10);
    peer.candidate('host');
    await vi.advanceTimersByTimeAsync(139);
    expect(over()).toBeNull();
    await vi.advanceTimersByTimeAsync(1);
    expect(over()).toBe(150);
  });

  it('with the first candidate when that comes after 150 ms', async () => {
    const { peer, over } = start();
    await vi.advanceTimersByTimeAsync(300);
    expect(over()).toBeNull();
    peer.candidate('host');
    await vi.advanceTimersByTimeAsync(0);
    expect(over()).toBe(300);
  });

  it('after 500 ms whatever there is', async () => {
    const { over, found } = start();
    await vi.advanceTimersByTimeAsync(499);
    expect(over()).toBeNull();
    await vi.advanceTimersByTimeAsync(1);
    expect(over()).toBe(500);
    expect(found()).toBe(false);
  });

  it('does not take the state before an ICE restart for the one after it', async () => {
    const { peer, over } = start({ restarted: true });
    peer.iceGatheringState = 'complete';
    await vi.advanceTimersByTimeAsync(5);
    expect(over()).toBeNull();
    peer.candidate('relay');
    await vi.advanceTimersByTimeAsync(20);
    expect(over()).toBe(25);
  });

  it('stops waiting when the call is closed', async () => {
    const { abort, over } = start();
    abort.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect(over()).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
