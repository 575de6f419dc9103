import type { Logger } from '../../ports/logger.ts';
import type { PbxRequest } from '../../ports/pbx.ts';
import type { ExtensionBoard } from '../calls/extension-board.ts';
import { DomainError } from '../errors.ts';
import type { Agents } from '../queues/agents.ts';
import type { Reaching } from './reaching.ts';

export interface RequestsDeps {
  extensions: ExtensionBoard;
  reaching: Reaching;
  agents: Agents;
  logger: Logger;
}

/** What people ask for by dialling a feature code. Whose phone it is has been proved by the PBX; what they may not is ignored. */
export class Requests {
  readonly #deps: RequestsDeps;

  constructor(deps: RequestsDeps) {
    this.#deps = deps;
  }

  async take(extensionNumber: string, request: PbxRequest): Promise<void> {
    const { extensions, logger } = this.#deps;
    const { extensionId } = extensions.party({ number: extensionNumber });
    const done = extensionId !== undefined && (await this.#take(extensionId, request));
    if (!done) logger.warn({ request: request.kind }, 'a feature code asked for what its phone may not');
  }

  async #take(extensionId: string, request: PbxRequest): Promise<boolean> {
    const { extensions, reaching, agents } = this.#deps;
    if (request.kind === 'queue') return agents.asked(extensionId, request.queueNumber, request.loggedIn);
    if (request.kind === 'forward') {
      return reaching.forward(extensionId, request.to).then(() => true, (error: unknown) => {
        if (error instanceof DomainError) return false;
        throw error;
      });
    }
    await extensions.setPresence(extensionId, request.on ? 'do_not_disturb' : 'available', '');
    await reaching.apply(extensionId);
    return true;
  }
}
