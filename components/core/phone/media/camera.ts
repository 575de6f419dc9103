import type { ErrorCode } from '@klapka/protocol';
import { PhoneError } from '../phone-port.ts';

/** As the browser likes: in Chromium 640 × 480. Rejects with `PhoneError`. */
export async function openCamera(): Promise<MediaStreamTrack> {
  try {
    const [track] = (await navigator.mediaDevices.getUserMedia({ video: true })).getVideoTracks();
    if (!track) throw new DOMException('', 'NotFoundError');
    return track;
  } catch (error) {
    throw new PhoneError(codeOf(error), 'The call could not be made ready', { cause: error });
  }
}

/** A policy and a person both give NotAllowedError (https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia). */
function codeOf(error: unknown): ErrorCode {
  const page = document as PolicyDocument;
  switch (error instanceof Error ? error.name : '') {
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'CAMERA_MISSING';
    case 'NotReadableError':
    case 'AbortError':
      return 'CAMERA_IN_USE';
    default:
      return (page.permissionsPolicy ?? page.featurePolicy)?.allowsFeature('camera') === false ? 'CAMERA_BLOCKED_BY_POLICY' : 'CAMERA_REFUSED';
  }
}

interface PolicyDocument {
  permissionsPolicy?: { allowsFeature(name: string): boolean };
  featurePolicy?: { allowsFeature(name: string): boolean };
}
