import { CallMedia, type MediaOptions } from './call-media.ts';

/** How long a peer connection made ahead is worth keeping: TURN allocations and addresses grow old. */
const keepFor = 30_000;
/** Smaller and much faster to make than RSA. */
const ecdsa: EcKeyGenParams = { name: 'ECDSA', namedCurve: 'P-256' };

/** Makes the media of calls; one is made ahead with its offer while the person is still about to press the button. */
export class MediaPool {
  #options: () => Omit<MediaOptions, 'certificate'>;
  #certificate: RTCCertificate | null = null;
  #ahead: { media: CallMedia; offer: Promise<string>; timer: ReturnType<typeof setTimeout> } | null = null;

  constructor(options: () => Omit<MediaOptions, 'certificate'>) {
    this.#options = options;
  }

  /** One certificate for all calls of the page: making one costs, and a changed one buys nothing here. */
  async warmUp(): Promise<void> {
    if (this.#certificate || typeof RTCPeerConnection === 'undefined') return;
    this.#certificate = await RTCPeerConnection.generateCertificate(ecdsa).catch(() => null);
  }

  create(): CallMedia {
    return new CallMedia({ ...this.#options(), certificate: this.#certificate });
  }

  prepare(): void {
    if (this.#ahead) return;
    const media = this.create();
    const offer = media.offer();
    offer.catch(() => this.discard());
    this.#ahead = { media, offer, timer: setTimeout(() => this.discard(), keepFor) };
  }

  /** Media with its offer; the one made ahead if there is one. */
  take(): { media: CallMedia; offer: Promise<string> } {
    const ahead = this.#ahead;
    if (ahead) {
      clearTimeout(ahead.timer);
      this.#ahead = null;
      return ahead;
    }
    const media = this.create();
    const offer = media.offer();
    // The call may end before anybody waits for it.
    offer.catch(() => undefined);
    return { media, offer };
  }

  discard(): void {
    const ahead = this.#ahead;
    if (!ahead) return;
    clearTimeout(ahead.timer);
    this.#ahead = null;
    ahead.media.close();
  }
}
