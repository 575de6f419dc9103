import type { ErrorCode } from '@klapka/protocol';

/** Why a microphone could not be opened, with the protocol's code. */
export class MicrophoneError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, options?: ErrorOptions) {
    super(code, options);
    this.name = 'MicrophoneError';
    this.code = code;
  }
}

/** What the browser says about the page, needed to tell one `NotAllowedError` from another. */
export interface PageRules {
  /** `window.isSecureContext`, and `navigator.mediaDevices` is there. */
  secure: boolean;
  /** The page's Permissions-Policy, or the frame's `allow`, lets it ask for the microphone. */
  allowedByPolicy: boolean;
}

/**
 * `getUserMedia` rejects with a DOMException whose name says little: a policy and a person both give NotAllowedError
 * (https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia), so the page's rules are asked first.
 */
export function microphoneError(error: unknown, page: PageRules): MicrophoneError {
  if (error instanceof MicrophoneError) return error;
  return new MicrophoneError(codeOf(error, page), { cause: error });
}

function codeOf(error: unknown, page: PageRules): ErrorCode {
  if (!page.secure) return 'INSECURE_CONTEXT';
  if (!page.allowedByPolicy) return 'MICROPHONE_BLOCKED_BY_POLICY';
  switch (error instanceof Error ? error.name : '') {
    case 'SecurityError':
      return 'MICROPHONE_BLOCKED_BY_POLICY';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'MICROPHONE_MISSING';
    case 'NotReadableError':
    case 'AbortError':
      return 'MICROPHONE_IN_USE';
    default:
      return 'MICROPHONE_REFUSED';
  }
}
