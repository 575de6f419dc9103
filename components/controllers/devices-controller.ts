import type { DevicesPort } from '../core/devices/devices-port.ts';
import { PortController } from './port-controller.ts';
import type { ControllerHost, SessionSource } from './session-controller.ts';

/** Microphones, speakers and ringers of this browser for an element. */
export class DevicesController extends PortController<DevicesPort> {
  constructor(host: ControllerHost, sessions: SessionSource) {
    super(host, sessions, ({ devices }) => devices);
  }

  get devices(): DevicesPort | null {
    return this.port;
  }
}
