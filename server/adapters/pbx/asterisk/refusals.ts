import { PbxError } from '../../../ports/pbx.ts';

export const gone = (): PbxError => new PbxError('CALL_GONE', 'The call has ended or is in no state for this');

export function unavailable(error?: unknown): never {
  throw new PbxError('PBX_UNAVAILABLE', 'Asterisk does not answer', { cause: error });
}
