import type { FeatureCodes, Telephony } from '@klapka/protocol';
import { checkDestinations } from '../directory/destinations.ts';
import { keepTelephony, telephonyOf } from '../directory/telephony.ts';
import { DomainError } from '../errors.ts';
import { type AdminDeps, type Change, definedOnly } from './deps.ts';

/** What is the same for every phone: language, feature codes, how much is dialled outside, why agents pause. */
export class TelephonyAdmin {
  readonly #deps: AdminDeps;
  constructor(deps: AdminDeps) {
    this.#deps = deps;
  }

  get(): Promise<Telephony> {
    return telephonyOf(this.#deps.storage.read);
  }

  async update(change: Change<Telephony>): Promise<Telephony> {
    const { storage, phone, events } = this.#deps;
    const kept = await storage.write(async (tx) => {
      const telephony = { ...(await telephonyOf(tx)), ...definedOnly(change) };
      checkCodes(telephony.featureCodes, phone.echoNumber);
      await keepTelephony(tx, telephony);
      await checkDestinations(tx, '', phone);
      return telephony;
    });
    events.publish('telephony:changed', {});
    // Codes stand in what each account is told of its phone.
    events.publish('permissions:changed', { accountIds: null });
    return kept;
  }
}

function checkCodes(codes: FeatureCodes, echoNumber: string | null): void {
  if (echoNumber !== null && Object.values(codes).includes(echoNumber)) throw new DomainError('CONFLICT', `${echoNumber} is the echo`);
}
