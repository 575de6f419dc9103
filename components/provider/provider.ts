import { css, html, LitElement } from 'lit';
import type { TemplateResult } from 'lit';
import { SessionProvider } from '../controllers/index.ts';
import type { PbxSession } from '../controllers/index.ts';

/**
 * Connects every element inside it to one gateway. It has no box of its own and no text.
 *
 * @summary Makes a session with a gateway and offers it to the elements inside.
 * @tagname pbx-provider
 * @slot - The elements that share the session; anything else may stand between them.
 * @fires {CustomEvent<TokenExpiringDetail>} pbx-token-expiring - The token runs out: set a fresh one as `token`.
 * @fires {CustomEvent<SessionEndedDetail>} pbx-session-ended - The session ended, with its cause.
 * @fires {CustomEvent<ErrorBody>} pbx-error - Something failed; decide by `detail.code`.
 * @example <pbx-provider gateway="https://pbx.example.com" lang="cs"><pbx-dialer></pbx-dialer></pbx-provider>
 */
export class PbxProvider extends LitElement {
  static override styles = css`:host { display: contents; }`;
  static override properties = {
    gateway: {},
    token: {},
    ringtone: {},
    messageTone: { attribute: 'message-tone' },
    session: { attribute: false },
    disabled: { type: Boolean, reflect: true },
  };

  /** Address of the gateway, for example `https://pbx.example.com`. */
  gateway = '';

  /** A token the page's own backend minted for its user; without one the person signs in. */
  token = '';

  /**
   * What a call rings with: the address of an audio file (4 MB at most), `rise`, `bell` or `chime` of our own, or `none`.
   * A file that cannot be used is reported once, and the phone rings with its own. What a person chose in the sound
   * settings is stronger.
   */
  ringtone = '';

  /** What a new message is told by: the address of an audio file, or `none`. */
  messageTone = '';

  /** A session made elsewhere; wins over `gateway`. */
  session: PbxSession | null = null;

  /** No session is made, and one that was made ends: every element inside is "not connected". */
  disabled = false;

  /** What `disabled` means to the controller that makes the session. @internal */
  get withdrawn(): boolean {
    return this.disabled;
  }

  private readonly provider = new SessionProvider(this);

  /** The session offered now, whether made here or handed in. */
  get current(): PbxSession | null {
    return this.provider.session;
  }

  protected override render(): TemplateResult {
    return html`<slot></slot>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pbx-provider': PbxProvider;
  }
}
