/** The parts of the browser the devices rest on; a test hands in its own. */
export interface BrowserAudio {
  secure: boolean;
  /** Undefined outside a secure context. */
  media: MediaDevices | undefined;
  canChooseOutput: boolean;
  allowedByPolicy(): boolean;
  /** Null where the browser cannot be asked about the microphone. */
  permission(): Promise<PermissionStatus | null>;
  createAudioContext(): AudioContext | null;
  /** Where gestures are seen, and what other tabs keep in storage. */
  page: EventTarget;
  hasBeenActive(): boolean;
}

/** Chromium's own way to ask the page's policy; other browsers tell only by refusing. */
interface PolicyDocument {
  permissionsPolicy?: { allowsFeature(name: string): boolean };
  featurePolicy?: { allowsFeature(name: string): boolean };
}

export function browserAudio(): BrowserAudio {
  const page: PolicyDocument = typeof document === 'undefined' ? {} : (document as PolicyDocument);
  const here = typeof navigator === 'undefined' ? undefined : navigator;
  return {
    secure: globalThis.isSecureContext === true,
    media: here?.mediaDevices,
    canChooseOutput: typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype,
    allowedByPolicy: () => (page.permissionsPolicy ?? page.featurePolicy)?.allowsFeature('microphone') ?? true,
    permission: async () => {
      try {
        return (await here?.permissions.query({ name: 'microphone' })) ?? null;
      } catch {
        return null;
      }
    },
    createAudioContext: () => (typeof AudioContext === 'undefined' ? null : new AudioContext()),
    page: typeof window === 'undefined' ? new EventTarget() : window,
    hasBeenActive: () => here?.userActivation?.hasBeenActive ?? false,
  };
}
