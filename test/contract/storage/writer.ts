import type { StoragePort } from '../../../server/ports/storage.ts';
import { conversation, message } from './records.ts';

/* Writes messages for ever, fifty at a time, and reports each that was acknowledged. Meant to be killed. */

const [, , module, place] = process.argv;
if (module === undefined || place === undefined) throw new Error('usage: writer.ts <module> <place>');
const { open } = (await import(module)) as { open: (place: string) => Promise<StoragePort> };
const storage = await open(place);
await storage.write(conversation);

let next = 0;
async function writer(): Promise<void> {
  for (;;) {
    next += 1;
    const id = `client-${next}`;
    await storage.write((tx) => tx.messages.append(message(id)));
    process.send?.(id);
  }
}
await Promise.all(Array.from({ length: 50 }, writer));
