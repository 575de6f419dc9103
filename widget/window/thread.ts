import type { ErrorBody, ErrorCode, VisitorAnswer, VisitorMessage, VisitorRequest, VisitorResults, VisitorState } from '@klapka/protocol';
import { connect, lost, type Connect, type Link } from './client.ts';
import { Keeper, type Outgoing } from './keeper.ts';

export type ThreadStatus = 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'refused';
type Answer<Name extends VisitorRequest> = VisitorAnswer<VisitorResults[Name]>;

const typingEvery = 3000;
const typingEnds = 5000;

/**
 * The one conversation of a visitor: keeps the connection up, the messages in the order of the gateway, and what the visitor
 * wrote until the gateway has acknowledged it. It draws nothing; `changed` says that something did.
 */
export class Thread {
  status: ThreadStatus = 'idle';
  error: ErrorBody | undefined;
  state: VisitorState | undefined;
  /** Older messages than those here can be asked for. */
  more = false;
  readonly keeper: Keeper;

  readonly #byNumber = new Map<number, VisitorMessage>();
  #link: Link | undefined;
  /** Counts connections, so that what belongs to an old one is ignored. */
  #turn = 0;
  #failures = 0;
  #sending = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopping: AbortController | undefined;
  #seenSeq = 0;
  #deliveredSeq = 0;
  #typingAt = 0;
  #typingTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly gateway: string,
    private readonly button: string,
    private readonly changed: () => void,
  ) {
    this.keeper = new Keeper(`pbx:${this.address}`);
  }

  get address(): string {
    return `${this.gateway}/api/chat/${this.button}`;
  }

  /** In the gateway's order. */
  get messages(): VisitorMessage[] {
    return [...this.#byNumber.values()].sort((a, b) => a.seq - b.seq);
  }

  /** What the visitor wrote and the gateway has not confirmed. */
  get outgoing(): Outgoing[] {
    const known = new Set(this.messages.map((message) => message.clientId));
    return this.keeper.outbox.filter(({ clientId }) => !known.has(clientId));
  }

  /** The end of what is here without a gap: of several missed pages the newest comes first, and the link may drop before the next. */
  get #last(): number {
    let last = this.#first;
    while (this.#byNumber.has(last + 1)) last++;
    return last;
  }

  get #first(): number {
    return this.#byNumber.size && Math.min(...this.#byNumber.keys());
  }

  start(): void {
    if (this.#stopping) return;
    const { signal } = (this.#stopping = new AbortController());
    // A network that is back is not waited for.
    globalThis.addEventListener?.('online', () => this.#reconnect(), { signal });
    globalThis.addEventListener?.('storage', (event) => this.#otherTab(event), { signal });
    this.status = 'connecting';
    void this.#open();
  }

  stop(): void {
    this.#stopping?.abort();
    this.#stopping = undefined;
    this.#drop();
    this.status = 'idle';
  }

  /** Kept until the gateway acknowledged it, whatever happens to the connection. */
  send(text: string, files: Outgoing['files'] = []): void {
    // Not randomUUID(): it exists only on secure pages, and shops in a company's own network are not always that.
    const clientId = crypto.getRandomValues(new Uint32Array(4)).join('-');
    this.keeper.outbox.push({ clientId, text, files });
    // Before the gateway says a word: the page may be gone by then.
    this.keeper.save();
    this.typing(false);
    this.changed();
    void this.#flush();
  }

  /** Sends a refused message once more. */
  retry(entry: Outgoing): void {
    delete entry.failed;
    this.changed();
    void this.#flush();
  }

  /** Takes a refused message back. */
  discard(entry: Outgoing): void {
    this.keeper.outbox = this.keeper.outbox.filter((other) => other !== entry);
    this.keeper.save();
    this.changed();
  }

  typing(typing: boolean): void {
    clearTimeout(this.#typingTimer);
    if (typing) this.#typingTimer = setTimeout(() => this.typing(false), typingEnds);
    if (typing ? Date.now() - this.#typingAt < typingEvery : !this.#typingAt) return;
    this.#typingAt = typing ? Date.now() : 0;
    void this.#request('typing', { typing });
  }

  /** Tells that everything here arrived, and with `open` that the visitor saw it. */
  seen(open: boolean): void {
    const seq = this.messages.findLast(({ from }) => from !== 'visitor')?.seq ?? 0;
    if (this.status !== 'connected' || seq <= (open ? this.#seenSeq : this.#deliveredSeq)) return;
    this.#deliveredSeq = seq;
    if (open) this.#seenSeq = seq;
    void this.#request('seen', { seq, open });
  }

  /** Loads the page of messages before the first one here. */
  async older(): Promise<void> {
    const before = this.#first;
    const answer = await this.#request('sync', { after: 0, before });
    if (!answer.ok) return;
    this.more = answer.result.more;
    this.#put(answer.result.messages);
  }

  /** The message once more, with fresh addresses of its files. */
  async renew(seq: number): Promise<VisitorMessage | undefined> {
    const answer = await this.#request('sync', { after: seq - 1, before: seq + 1 });
    if (answer.ok) this.#put(answer.result.messages);
    return this.#byNumber.get(seq);
  }

  /** Deletes the conversation at the gateway and in this browser; the error where the gateway could not. */
  async forget(): Promise<ErrorBody | undefined> {
    if (this.keeper.token) {
      const answer = await this.#request('forget', {});
      if (!answer.ok) return answer.error;
    }
    this.#clear();
    return undefined;
  }

  #clear(): void {
    this.keeper.token = null;
    this.keeper.outbox = [];
    this.keeper.save();
    this.#byNumber.clear();
    this.state = undefined;
    this.more = false;
    this.#seenSeq = this.#deliveredSeq = 0;
    this.changed();
    this.#reconnect();
  }

  /** Another tab wrote the first message, or was told to forget. */
  #otherTab({ key, newValue }: StorageEvent): void {
    // An empty one says that a first message is on its way there.
    if (key !== this.keeper.key || newValue === '' || newValue === this.keeper.token) return;
    if (!newValue) return this.#clear();
    this.keeper.token = newValue;
    this.#reconnect();
  }

  async #request<Name extends VisitorRequest>(name: Name, payload: unknown): Promise<Answer<Name>> {
    // The gateway is ours: its answers have the protocol's shape.
    return (await (this.#link?.request(name, payload) ?? lost)) as Answer<Name>;
  }

  #drop(): void {
    this.#turn++;
    clearTimeout(this.#timer);
    clearTimeout(this.#typingTimer);
    this.#link?.end();
    this.#link = undefined;
    this.#sending = false;
  }

  #reconnect(): void {
    if (!this.#stopping) return;
    this.#drop();
    this.status = 'reconnecting';
    void this.#open();
  }

  async #open(): Promise<void> {
    const turn = ++this.#turn;
    const open: Connect = this.#failures > 1 && (await this.#blocked()) ? (await import('./fallback.ts')).connect : connect;
    if (turn !== this.#turn) return;
    const { token } = this.keeper;
    this.#link = open(this.gateway, '/visitor', token ? { buttonId: this.button, token } : { buttonId: this.button }, {
      open: () => turn === this.#turn && void this.#opened(turn),
      event: (name, payload) => turn === this.#turn && this.#event(name, payload),
      close: (refusal, opened) => turn === this.#turn && this.#closed(refusal, opened),
    });
  }

  /** The gateway answers, yet a WebSocket never opens: something between refuses it. */
  async #blocked(): Promise<boolean> {
    return fetch(`${this.address}/availability`).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  #closed(refusal: ErrorBody | undefined, opened: boolean): void {
    this.#link = undefined;
    this.#sending = false;
    this.#failures = opened ? 0 : this.#failures + 1;
    if (refusal?.code === 'SIGN_IN_AGAIN' && this.keeper.token) {
      // The gateway has forgotten this visitor: what was written goes out as a stranger's first message.
      this.keeper.token = null;
      this.keeper.save();
      this.#byNumber.clear();
      return this.#reconnect();
    }
    if (refusal && !refusal.retryable) {
      this.status = 'refused';
      this.error = refusal;
      return this.changed();
    }
    this.status = 'reconnecting';
    this.changed();
    // Half fixed, half chance, so that a gateway that comes back is not met by everybody at once.
    const wait = Math.min(30_000, 500 * 2 ** this.#failures) * (0.5 + Math.random() / 2);
    this.#timer = setTimeout(() => void this.#open(), wait);
  }

  async #opened(turn: number): Promise<void> {
    await this.#sync(this.#last);
    if (turn !== this.#turn || !this.#link) return;
    this.#failures = 0;
    this.status = 'connected';
    this.changed();
    void this.#flush();
  }

  /** Fetches what came after; where that is more than one page, back to where the known part ends. */
  async #sync(after: number): Promise<void> {
    let before: number | undefined;
    do {
      const answer = await this.#request('sync', before ? { after, before } : { after });
      if (!answer.ok) return;
      const { messages, more, state } = answer.result;
      this.state = state;
      this.#put(messages);
      before = more ? messages[0]?.seq : undefined;
      if (!after) {
        this.more = more;
        return;
      }
    } while (before);
  }

  #event(name: string, payload: unknown): void {
    if (name === 'state') this.state = payload as VisitorState;
    if (name === 'message') {
      const message = payload as VisitorMessage;
      const last = this.#last;
      this.#put([message]);
      // Something between was missed.
      if (last && message.seq > last + 1) void this.#sync(last).then(this.changed);
    }
    this.changed();
  }

  #put(messages: VisitorMessage[]): void {
    for (const message of messages) this.#byNumber.set(message.seq, message);
  }

  /** One after the other, so that they arrive in the order they were written. */
  async #flush(): Promise<void> {
    if (this.#sending || this.status !== 'connected') return;
    this.#sending = true;
    const turn = this.#turn;
    for (let entry = this.#next(); entry; entry = this.#next()) {
      const { clientId, text, files } = entry;
      const answer = await this.#request('send', { clientId, text, fileIds: files.map(({ id }) => id), pageUrl: globalThis.location?.href.slice(0, 2000) });
      if (answer.ok) this.#sent(entry, answer.result);
      else if (answer.error.retryable) {
        // Too many messages, or storage that is away: nothing tells when that is over, so it is asked. A lost connection is
        // not asked again here: the next one sends what waits.
        if (turn === this.#turn && this.#link) this.#timer = setTimeout(() => void this.#flush(), 2000);
        break;
      } else entry.failed = answer.error.code satisfies ErrorCode;
      this.changed();
    }
    if (turn === this.#turn) this.#sending = false;
  }

  #next(): Outgoing | undefined {
    return this.keeper.outbox.find(({ failed }) => !failed);
  }

  #sent(entry: Outgoing, { message, token }: VisitorResults['send']): void {
    this.#put([message]);
    this.keeper.token = token;
    this.keeper.outbox = this.keeper.outbox.filter((other) => other !== entry);
    this.keeper.save();
  }
}
