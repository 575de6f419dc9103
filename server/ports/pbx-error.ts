/** A PBX said no. `code` is one of the protocol's; the vendor's words go into `cause` and from there to the log only. */
export class PbxError extends Error {
  readonly code: 'CALL_GONE' | 'CALL_FULL' | 'UNKNOWN_NUMBER' | 'NOT_REGISTERED' | 'ALREADY_TAKEN' | 'NOT_SUPPORTED' | 'PBX_UNAVAILABLE' | 'NOT_FOUND';
  constructor(code: PbxError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PbxError';
    this.code = code;
  }
}
