import { io } from 'socket.io-client';
import type { VisitorAnswer } from '@klapka/protocol';
import { lost, type Connect } from './client.ts';

/** The stock client over long polling, fetched only where a visitor's network lets no WebSocket through. */
export const connect: Connect = (address, namespace, auth, on) => {
  const socket = io(address + namespace, { auth, transports: ['polling'], forceNew: true, reconnection: false });
  const waiting = new Set<(answer: VisitorAnswer) => void>();
  let opened = false;
  let over = false;
  const end = (refusal?: Parameters<typeof on.close>[0]): void => {
    if (over) return;
    over = true;
    socket.disconnect();
    for (const done of waiting) done(lost);
    on.close(refusal, opened);
  };
  socket.on('connect', () => {
    opened = true;
    on.open();
  });
  socket.on('connect_error', (error: Error & { data?: Parameters<typeof on.close>[0] }) => end(error.data));
  socket.on('disconnect', () => end());
  socket.onAny((name: string, payload: unknown) => on.event(name, payload));
  return {
    request: (name, payload) =>
      new Promise((done) => {
        if (!opened || over) return done(lost);
        waiting.add(done);
        socket.emit(name, payload, (answer: VisitorAnswer) => {
          waiting.delete(done);
          done(answer);
        });
      }),
    end: () => end(),
  };
};
