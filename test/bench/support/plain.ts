import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { cpu, serve } from './process.ts';

/*
 * The floor: bare `ws` with a JSON protocol of its own and nothing else. It validates by hand, knows no rights, and
 * stores with two prepared statements in one transaction a turn of the event loop, `synchronous=FULL`.
 */

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
const clients = new Map<string, WebSocket>();
const everybody = new Set<WebSocket>();
const database = new Database(join(mkdtempSync(join(tmpdir(), 'klapka-bench-')), 'plain.sqlite'));
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.exec('create table messages (id text primary key, conversation text not null, seq integer not null, client text not null, body text not null, at integer not null, unique (conversation, seq), unique (conversation, client)); create table conversations (id text primary key, seq integer not null, preview text not null)');
const insert = database.prepare('insert into messages select ?, ?, seq + 1, ?, ?, ? from conversations where id = ? returning seq');
const raise = database.prepare('update conversations set seq = ?, preview = ? where id = ?');
const open = database.prepare('insert into conversations values (?, 0, ?)');

interface Message {
  id: string;
  conversation: string;
  text: string;
}
let queue: { from: WebSocket; message: Message }[] = [];
let row = '';

server.on('connection', (socket) => {
  everybody.add(socket);
  socket.on('close', () => everybody.delete(socket));
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as { hello?: string; broadcast?: { t: number } } & Partial<Message>;
    if (message.hello !== undefined) clients.set(message.hello, socket);
    else if (message.broadcast) broadcast(JSON.stringify({ ...message.broadcast, row }));
    else if (typeof message.id === 'string' && typeof message.conversation === 'string' && typeof message.text === 'string' && message.text.length <= 4000) {
      if (queue.length === 0) setImmediate(commit);
      queue.push({ from: socket, message: { id: message.id, conversation: message.conversation, text: message.text } });
    }
  });
});

function broadcast(text: string): void {
  const data = Buffer.from(text);
  for (const socket of everybody) socket.send(data, { binary: false });
}

function commit(): void {
  const batch = queue;
  queue = [];
  database.exec('begin');
  const seqs = batch.map(({ message: { id, conversation, text } }) => {
    const { seq } = insert.get(crypto.randomUUID(), conversation, id, text, Date.now(), conversation) as { seq: number };
    raise.run(seq, text.slice(0, 160), conversation);
    return seq;
  });
  database.exec('commit');
  batch.forEach(({ from, message }, index) => {
    clients.get(message.conversation)?.send(JSON.stringify({ message: { ...message, seq: seqs[index] } }));
    from.send(JSON.stringify({ ack: message.id, seq: seqs[index] }));
  });
}

let storm: NodeJS.Timeout | null = null;
serve({
  where: () => ({ port: (server.address() as { port: number }).port }),
  cpu: () => ({ cpu: cpu(), rss: process.memoryUsage().rss }),
  /** A row as large as the gateway's, to be sent with every event. */
  row(text: string) {
    row = text;
  },
  open(ids: string[]) {
    for (const id of ids) open.run(id, '');
  },
  storm({ perSecond }: { perSecond: number }) {
    let sent = 0;
    const from = performance.now();
    storm = setInterval(() => {
      const due = Math.floor(((performance.now() - from) * perSecond) / 1000);
      for (; sent < due; sent += 1) broadcast(JSON.stringify({ n: sent, row }));
    }, 5);
  },
  calm() {
    if (storm) clearInterval(storm);
  },
});
