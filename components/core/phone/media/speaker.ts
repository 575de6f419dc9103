/** `setSinkId` is missing where the speaker cannot be chosen. */
type SinkElement = HTMLAudioElement & { setSinkId?(id: string): Promise<void> };

/** Plays the far side of one call on the chosen speaker. */
export interface Speaker {
  play(stream: MediaStream): void;
  setDevice(id: string): void;
  stop(): void;
}

export function createSpeaker(device: string): Speaker {
  const element: SinkElement | null = typeof Audio === 'undefined' ? null : new Audio();
  const setDevice = (id: string) => {
    // A speaker that is gone rejects; the sound then stays where it is.
    void element?.setSinkId?.(id).catch(() => undefined);
  };
  if (device) setDevice(device);
  return {
    play(stream) {
      if (!element) return;
      element.srcObject = stream;
      void element.play().catch(() => undefined);
    },
    setDevice,
    stop() {
      if (!element) return;
      element.pause();
      element.srcObject = null;
    },
  };
}
