/**
 * What went wrong between us and Asterisk's manager:
 * UNREACHABLE no connection, or it was lost · LOGIN_REFUSED wrong name or secret · REFUSED the action was answered with
 * an error · TIMEOUT no answer, or a list that stopped in the middle · PROTOCOL what came is no AMI, or too large.
 */
export type AmiErrorCode = 'UNREACHABLE' | 'LOGIN_REFUSED' | 'REFUSED' | 'TIMEOUT' | 'PROTOCOL';

/** Its message names the action at most, never a field: secrets and numbers stay out of logs. Asterisk's own words are in `reason`. */
export class AmiError extends Error {
  readonly code: AmiErrorCode;
  readonly reason: string;

  constructor(code: AmiErrorCode, message: string, reason = '', options?: ErrorOptions) {
    super(message, options);
    this.name = 'AmiError';
    this.code = code;
    this.reason = reason;
  }
}
