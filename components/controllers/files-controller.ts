import type { FilesPort } from '../core/files/files-port.ts';
import { PortController } from './port-controller.ts';
import type { ControllerHost, SessionSource } from './session-controller.ts';

/** Photos, pictures and recordings that an element shows. To be asked for in every render: what it no longer asks for is given back. */
export class FilesController extends PortController<FilesPort> {
  constructor(host: ControllerHost, sessions: SessionSource) {
    super(host, sessions, ({ files }) => files);
  }

  /** The `src` of a person's photo, undefined until it is there: initials stand for it. */
  photo(url: string | undefined): string | undefined {
    return url && this.view?.show(url).address;
  }

  hostUpdated(): void {
    this.view?.settle();
  }
}
