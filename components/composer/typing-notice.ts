import type { ReactiveController } from 'lit';
import type { ControllerHost, SessionSource } from '../controllers/index.ts';

/** "Is typing" is told again so often while somebody writes, ms. */
const repeatAfter = 3000;
/** Whoever pauses longer has stopped, ms. */
const stopAfter = 5000;

/** Tells the other side that somebody writes. Nobody waits for the answer, and without a connection nothing is told. */
export class TypingNotice implements ReactiveController {
  readonly #sessions: SessionSource;
  readonly #conversation: () => string;
  #told: { conversationId: string; at: number } | null = null;
  #stop: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ControllerHost, sessions: SessionSource, conversation: () => string) {
    this.#sessions = sessions;
    this.#conversation = conversation;
    host.addController(this);
  }

  hostUpdated(): void {
    if (this.#told && this.#told.conversationId !== this.#conversation()) this.#end();
  }

  hostDisconnected(): void {
    this.#end();
  }

  wrote(something: boolean): void {
    clearTimeout(this.#stop);
    if (!something) return this.#end();
    const conversationId = this.#conversation();
    if (!this.#told || Date.now() - this.#told.at >= repeatAfter) {
      this.#told = { conversationId, at: Date.now() };
      this.#tell(conversationId, true);
    }
    this.#stop = setTimeout(() => this.#end(), stopAfter);
  }

  #end(): void {
    clearTimeout(this.#stop);
    if (!this.#told) return;
    const { conversationId } = this.#told;
    this.#told = null;
    this.#tell(conversationId, false);
  }

  #tell(conversationId: string, typing: boolean): void {
    const { session } = this.#sessions;
    if (session?.state.status !== 'connected') return;
    session.command('typing:set', { conversationId, typing }).catch(() => undefined);
  }
}
