/** A sound is seconds long: more than this is no ringtone but somebody's music collection, bytes. */
const most = 4 * 1024 * 1024;
/** A file that is slower than this is not waited for, ms. */
const patience = 15_000;
/** What is softer than this at its loudest is silence. */
const inaudible = 0.002;

const schemes: ReadonlySet<string> = new Set(['https:', 'http:', 'blob:', 'data:']);

const decoded = new Map<string, AudioBuffer>();
const underWay = new Map<string, Promise<AudioBuffer | null>>();
const warned = new Set<string>();

/** The page's own sound where it is there already: a call does not wait for it to ring. */
export const readySound = (address: string): AudioBuffer | undefined => decoded.get(address);

/**
 * The page's own sound, or null where it cannot be used; the page's author is told once. It is fetched by script, so a
 * Content-Security-Policy allows it by `connect-src`, and decoded once for the page. One that failed is asked for anew.
 */
export function pageSound(address: string): Promise<AudioBuffer | null> {
  const ready = decoded.get(address);
  if (ready) return Promise.resolve(ready);
  const asked = underWay.get(address);
  if (asked) return asked;
  const sound = load(address).then(
    (buffer) => {
      decoded.set(address, buffer);
      return buffer;
    },
    (error: unknown) => {
      warn(address, error);
      return null;
    },
  );
  underWay.set(address, sound);
  return sound.finally(() => underWay.delete(address));
}

async function load(address: string): Promise<AudioBuffer> {
  const base = typeof document === 'undefined' ? undefined : document.baseURI;
  const url = URL.canParse(address, base) ? new URL(address, base) : null;
  if (!url || !schemes.has(url.protocol)) throw new Error('it is no address of a file');
  const answer = await fetch(url, { signal: AbortSignal.timeout(patience) });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  const file = await answer.arrayBuffer();
  if (file.byteLength > most) throw new Error('it is larger than 4 MB');
  // One that is never played through: it decodes before the first gesture, too.
  const buffer = await new OfflineAudioContext(1, 1, 48_000).decodeAudioData(file);
  if (!isAudible(buffer)) throw new Error('it is silent; where silence is wanted, say "none"');
  return buffer;
}

function isAudible(buffer: AudioBuffer): boolean {
  for (let channel = 0; channel < buffer.numberOfChannels; channel += 1) {
    if (buffer.getChannelData(channel).some((sample) => Math.abs(sample) > inaudible)) return true;
  }
  return false;
}

function warn(address: string, error: unknown): void {
  if (warned.has(address)) return;
  warned.add(address);
  console.warn(`The sound "${address.slice(0, 200)}" cannot be used: ${error instanceof Error ? error.message : String(error)}. The phone plays its own.`);
}
