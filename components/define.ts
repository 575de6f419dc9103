/** Registers every element: for a page without a bundler. With one, import only the rooms you use. */
import './account-menu/define.ts';
import './admin/define.ts';
import './call/define.ts';
import './client/define.ts';
import './composer/define.ts';
import './conversation/define.ts';
import './device-check/define.ts';
import './device-settings/define.ts';
import './dialer/define.ts';
import './extension-list/define.ts';
import './inbox/define.ts';
import './incoming-call/define.ts';
import './provider/define.ts';
import './sign-in/define.ts';
