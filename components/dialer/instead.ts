import type { ReactiveControllerHost, TemplateResult } from 'lit';
import type { SessionController } from '../controllers/index.ts';
import type { DialerStrings } from '../locales/en/dialer.ts';
import { commonText } from '../shared/common-text.ts';
import { iconPhone } from '../shared/icons/phone.ts';
import type { LanguageController } from '../shared/language.ts';
import { notice, notices } from '../shared/notice.ts';

export const sheets = [notices];

/** What stands in place of a dialer that cannot dial: not connected, not allowed, no extension. */
export class Instead {
  private readonly common: ReturnType<typeof commonText>;

  constructor(
    host: ReactiveControllerHost & HTMLElement,
    private readonly sessions: SessionController,
    private readonly language: LanguageController<DialerStrings>,
  ) {
    this.common = commonText(host);
  }

  render(): TemplateResult {
    const { t } = this.common;
    const account = this.sessions.state?.account;
    if (!account) return notice({ icon: iconPhone, title: t.notConnected, text: t.notConnectedHelp });
    return notice({ icon: iconPhone, title: t.noPermission, text: account.extension ? t.noPermissionHelp : this.language.t.noExtension });
  }
}
