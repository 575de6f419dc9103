import type { Account, Call, CommandInput } from '@klapka/protocol';
import { adoptStyles, css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { PbxSession, PhoneCall } from '../controllers/index.ts';
import en from '../locales/en/ringing.ts';
import type { RingingStrings } from '../locales/en/ringing.ts';
import type { PbxElement } from '../shared/base-element.ts';
import { iconVideo } from '../shared/icons/video.ts';
import { iconVoicemail } from '../shared/icons/voicemail.ts';
import { LanguageController } from '../shared/language.ts';

/** The command that has a caller leave a message instead; nothing where none can be left. */
function redirection({ phone, extension }: Account, row: Call | undefined): CommandInput<'call:redirect'> | null {
  const caller = row?.legs.find(({ role, state }) => role === 'caller' && state !== 'ended');
  const code = phone?.codes?.leaveVoicemail;
  if (!row || !caller || !code || !extension || !phone.can.includes('voicemail') || !phone.can.includes('redirect')) return null;
  return { callId: row.id, legId: caller.id, number: code + extension.number };
}

/** The voice comes first: without a camera it is an answered call all the same. */
async function answerWithVideo({ phone }: PbxSession, { id }: PhoneCall): Promise<void> {
  await phone.answer(id);
  await phone.setCamera(id, true);
}

const styles = css`.note { overflow-wrap: anywhere; } .choice { flex-wrap: wrap; } .choice .icon-only { flex: none; min-inline-size: 0; }`;

/** What there is to say and to do of a ringing call besides who it is, answering and declining. Fetched with the first one. */
export class Ringing {
  private readonly language: LanguageController<RingingStrings>;

  constructor(private readonly host: PbxElement) {
    adoptStyles(host.renderRoot as ShadowRoot, [...(host.constructor as typeof PbxElement).elementStyles, styles]);
    this.language = new LanguageController(host, 'ringing', en, { cs: () => import('../locales/cs/ringing.ts') });
    host.requestUpdate();
  }

  /** The queue or the group that is called, and who passes the call on with what words. */
  notes(row: Call | undefined): TemplateResult {
    const { t } = this.language;
    const { at, sentOn } = row ?? {};
    return html`${at ? html`<p class="note">${t.through(at.name)}</p>` : nothing}
      ${sentOn ? html`<p class="note">${t.sentOn(sentOn.by.name ?? sentOn.by.number)}${sentOn.note ? html` <q>${sentOn.note}</q>` : nothing}</p>` : nothing}`;
  }

  /** Beside "Answer" and "Decline": the camera at once, and a message instead. */
  buttons(session: PbxSession | null, call: PhoneCall, row: Call | undefined, attempt: (work: Promise<unknown>) => void): TemplateResult | typeof nothing {
    const account = session?.state.account;
    if (!session || !account) return nothing;
    const { t } = this.language;
    const payload = redirection(account, row);
    return html`${account.phone?.can.includes('video') ? this.button(t.withVideo, iconVideo, () => attempt(answerWithVideo(session, call))) : nothing}
      ${payload ? this.button(t.toVoicemail, iconVoicemail, () => attempt(session.command('call:redirect', payload))) : nothing}`;
  }

  private button(label: string, icon: TemplateResult, press: () => void): TemplateResult {
    return html`<button type="button" class="button large icon-only" aria-label=${label} title=${label} ?disabled=${this.host.disabled} @click=${press}>${icon}</button>`;
  }
}
