import type { Sounds } from '../sounds/sounds.ts';
import { AccountsAdmin } from './accounts.ts';
import { ChatButtonsAdmin } from './chat-buttons.ts';
import type { AdminDeps } from './deps.ts';
import { DeskPhonesAdmin } from './desk-phones.ts';
import { ExtensionsAdmin } from './extensions.ts';
import { GroupsAdmin } from './groups.ts';
import { QueuesAdmin } from './queues.ts';
import { RoutesAdmin } from './routes.ts';
import { TelephonyAdmin } from './telephony.ts';

/** Everything an administrator does, over HTTP and by `npm run admin` alike. Who may is the caller's to check. */
export interface Admin {
  accounts: AccountsAdmin;
  extensions: ExtensionsAdmin;
  deskPhones: DeskPhonesAdmin;
  groups: GroupsAdmin;
  queues: QueuesAdmin;
  chatButtons: ChatButtonsAdmin;
  routes: RoutesAdmin;
  telephony: TelephonyAdmin;
  sounds: Sounds;
}

export function createAdmin(deps: AdminDeps): Admin {
  return {
    accounts: new AccountsAdmin(deps),
    extensions: new ExtensionsAdmin(deps),
    deskPhones: new DeskPhonesAdmin(deps),
    groups: new GroupsAdmin(deps),
    queues: new QueuesAdmin(deps),
    chatButtons: new ChatButtonsAdmin(deps),
    routes: new RoutesAdmin(deps),
    telephony: new TelephonyAdmin(deps),
    sounds: deps.sounds,
  };
}
