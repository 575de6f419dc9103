import type { PbxPort, PbxRegistrar } from '../../ports/pbx.ts';
import { DomainError } from '../errors.ts';
import { newDeskPassword } from '../secrets.ts';
import { type AdminDeps, found } from './deps.ts';

/** What has to be entered in a phone. */
export interface DeskPhoneAccess extends PbxRegistrar {
  host: string;
  username: string;
  password: string;
  transport: 'udp';
}

/** Where phones on desks register. */
export type DeskRegistrar = Pick<PbxPort, 'registrar'>;

/** Phones on desks: each extension has one password for all of its own, or none. */
export class DeskPhonesAdmin {
  readonly #deps: AdminDeps;
  constructor(deps: AdminDeps) {
    this.#deps = deps;
  }

  /** A new password, told this once; phones with the former one are signed out. */
  async give(extensionId: string): Promise<DeskPhoneAccess> {
    const { storage, phone, publicUrl } = this.#deps;
    const registrar = await phone.registrar();
    if (registrar === null) throw new DomainError('NOT_SUPPORTED', 'The PBX takes no desk phones as it is set up');
    const password = newDeskPassword();
    const { number } = await storage.write(async (tx) => {
      const extension = found(await tx.directory.get(extensionId), 'extension');
      await tx.directory.setDeskPassword(extensionId, password);
      return extension;
    });
    this.#deps.events.publish('telephony:changed', {});
    return { username: number, password, host: registrar.host ?? new URL(publicUrl).hostname, port: registrar.port, transport: 'udp' };
  }

  /** Its phones on desks are signed out. */
  async remove(extensionId: string): Promise<void> {
    await this.#deps.storage.write(async (tx) => {
      found(await tx.directory.get(extensionId), 'extension');
      await tx.directory.setDeskPassword(extensionId, null);
    });
    this.#deps.events.publish('telephony:changed', {});
  }

  /** Ids of the extensions that have one. */
  async owners(): Promise<ReadonlySet<string>> {
    return new Set((await this.#deps.storage.read.directory.deskPasswords()).keys());
  }
}
