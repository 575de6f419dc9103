// What the launcher says while it works.
import { fileURLToPath } from 'node:url';

/** The checkout's folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

export function say(line) {
  process.stderr.write(`${line}\n`);
}

export function fail(line) {
  say(line);
  process.exit(1);
}

/** Runs a slow step with a line that shows it is alive: a counter on a terminal, a line every ten seconds elsewhere. */
export async function withProgress(title, work) {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const live = process.stderr.isTTY === true;
  say(`${title} …`);
  const timer = setInterval(
    () => {
      if (live) process.stderr.write(`\r  ${seconds()} s`);
      else say(`  still working, ${seconds()} s`);
    },
    live ? 1000 : 10_000,
  );
  try {
    return await work();
  } finally {
    clearInterval(timer);
    if (live) process.stderr.write('\r');
    say(`  done in ${seconds()} s`);
  }
}
