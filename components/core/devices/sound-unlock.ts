import type { BrowserAudio } from './browser-audio.ts';

/** How long a context may take to start where sound is allowed. */
const startTime = 300;

/**
 * A browser plays nothing before the first gesture. Holds the page's one AudioContext and tells whether it may sound:
 *
 *   unknown ──context()──▶ asked ──running──▶ free
 *                            └──300 ms──▶ locked ──first gesture──▶ free
 *
 * Sounds suspend the context while nothing plays, so its state alone says nothing once it was free.
 */
export class SoundUnlock {
  locked = false;

  #browser: BrowserAudio;
  #changed: () => void;
  #signal: AbortSignal;
  #context: AudioContext | null = null;
  #free = false;

  constructor(browser: BrowserAudio, changed: () => void, signal: AbortSignal) {
    this.#browser = browser;
    this.#changed = changed;
    this.#signal = signal;
  }

  context(): AudioContext | null {
    if (this.#context || this.#signal.aborted) return this.#context;
    const context = this.#browser.createAudioContext();
    if (!context) return null;
    this.#context = context;
    const signal = this.#signal;
    signal.addEventListener('abort', () => void context.close().catch(() => undefined), { once: true });
    context.addEventListener('statechange', () => context.state === 'running' && this.#unlocked(), { signal });
    for (const gesture of ['pointerdown', 'keydown']) {
      this.#browser.page.addEventListener(gesture, () => this.#free || void context.resume().catch(() => undefined), { signal, capture: true });
    }
    if (this.#browser.hasBeenActive()) this.#unlocked();
    else {
      const timer = setTimeout(() => this.#lock(), startTime);
      signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
    }
    return context;
  }

  #unlocked(): void {
    this.#free = true;
    if (!this.locked) return;
    this.locked = false;
    this.#changed();
  }

  #lock(): void {
    if (this.#free) return;
    this.locked = true;
    this.#changed();
  }
}
