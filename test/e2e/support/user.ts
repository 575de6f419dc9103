import { deepEqual, equal, ok } from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright';
import type { ErrorCode } from '@klapka/protocol';
import type { PhoneCall, PhoneStatus } from '../../../components/core/index.ts';
import { installAudio, type Heard } from './audio.ts';
import type { Gateway } from './gateway.ts';

export interface UserOptions {
  browser: Browser;
  gateway: Gateway;
  /** Where the page comes from. */
  origin: string;
  extension: string;
  /** What this person says, Hz. */
  tone: number;
  path?: string;
  /** Address of the gateway as the page sees it. */
  gatewayUrl?: string;
  peerConfiguration?: RTCConfiguration;
  /** The browser's own microphone instead of the tone. */
  keepMicrophone?: boolean;
  /** In this browser already: another tab. */
  context?: BrowserContext;
  /** What the browser's user allows. The tone in the microphone's place asks for nothing, so what comes with a microphone is given apart. */
  permissions?: string[];
}

const patience = 15_000;
const lookEvery = 50;
/** Below this nothing is heard; a tone of ours arrives at about -25 dBFS. */
const silence = -70;
const audible = -45;

/** A person at a page with a phone. */
export class User {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly extension: string;
  readonly tone: number;
  /** Calls whose end was told. */
  readonly #over = new Set<string>();

  private constructor(page: Page, context: BrowserContext, { extension, tone }: UserOptions) {
    this.page = page;
    this.context = context;
    this.extension = extension;
    this.tone = tone;
  }

  /** Opens the page; resolves when the phone is in `status`. */
  static async open(options: UserOptions, status: PhoneStatus = 'registered'): Promise<User> {
    const context = options.context ?? (await options.browser.newContext());
    if (options.permissions) await context.grantPermissions(options.permissions);
    const page = await context.newPage();
    await page.exposeFunction('mintToken', () => options.gateway.token(options.extension));
    await page.addInitScript(installAudio, {
      tone: options.tone,
      peerConfiguration: options.peerConfiguration ?? {},
      keepMicrophone: options.keepMicrophone ?? false,
    });
    const address = options.gatewayUrl ?? options.gateway.url;
    await page.goto(`${options.origin}${options.path ?? '/'}?gateway=${encodeURIComponent(address)}`);
    await page.evaluate(keepHistory);
    const user = new User(page, context, options);
    await user.until(async () => equal(await user.status(), status));
    return user;
  }

  /** Loads the page anew, in whatever call it is. Resolves when it is loaded, not when its phone is back. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.page.evaluate(keepHistory);
  }

  status(): Promise<PhoneStatus> {
    return this.page.evaluate(() => window.session.phone.status);
  }

  calls(): Promise<readonly PhoneCall[]> {
    return this.page.evaluate(() => window.session.phone.calls);
  }

  /** As the dialer does: the microphone on the press, the call on the click. */
  async dial(number: string): Promise<PhoneCall> {
    return this.page.evaluate(async (to) => {
      window.session.phone.prepare();
      return window.session.phone.dial(to);
    }, number);
  }

  /** The code `dial` is refused with. */
  async dialRefused(number: string): Promise<ErrorCode | null> {
    return this.page.evaluate(async (to) => {
      try {
        await window.session.phone.dial(to);
        return null;
      } catch (error) {
        return (error as { code: ErrorCode }).code;
      }
    }, number);
  }

  /** The call that rings here. */
  async ringing(): Promise<PhoneCall> {
    return this.call((call) => call.direction === 'incoming' && call.state === 'ringing');
  }

  async answer(): Promise<PhoneCall> {
    const { id } = await this.ringing();
    await this.page.evaluate((callId) => window.session.phone.answer(callId), id);
    return this.call((call) => call.id === id);
  }

  async decline(): Promise<void> {
    const { id } = await this.ringing();
    await this.page.evaluate((callId) => window.session.phone.decline(callId), id);
  }

  async hangUp(call?: PhoneCall): Promise<void> {
    const { id } = call ?? (await this.call((one) => one.state !== 'ended'));
    await this.page.evaluate((callId) => window.session.phone.hangUp(callId), id);
  }

  async setHeld(held: boolean, call?: PhoneCall): Promise<void> {
    const { id } = call ?? (await this.talking());
    await this.page.evaluate(([callId, hold]) => window.session.phone.setHeld(callId, hold), [id, held] as const);
  }

  async setMuted(muted: boolean): Promise<void> {
    const { id } = await this.talking();
    await this.page.evaluate(([callId, mute]) => window.session.phone.setMuted(callId, mute), [id, muted] as const);
  }

  async setCamera(on: boolean): Promise<void> {
    const { id } = await this.talking();
    await this.page.evaluate(([callId, camera]) => window.session.phone.setCamera(callId, camera), [id, on] as const);
  }

  /** Waits until pictures of the far side arrive, are no black ones, and move. */
  async sees(): Promise<void> {
    await this.until(async () => {
      const { colours, moved } = await this.page.evaluate(lookAtPictures);
      ok(colours > 1 && moved, `${this.extension} sees ${colours} colours, ${moved ? 'moving' : 'still'}`);
    });
  }

  async seesNothing(): Promise<void> {
    await this.until(async () => equal((await this.talking()).pictures, false));
  }

  async sendDtmf(tones: string): Promise<void> {
    const { id } = await this.talking();
    await this.page.evaluate(([callId, digits]) => window.session.phone.sendDtmf(callId, digits), [id, tones] as const);
  }

  talking(): Promise<PhoneCall> {
    return this.call((call) => call.state === 'talking');
  }

  /** Waits for the last call to end and tells how it did, each call once. The phone shows an ended call for a moment only. */
  async ended(): Promise<PhoneCall> {
    let last: PhoneCall | undefined;
    await this.until(async () => {
      last = (await this.page.evaluate(() => window.pastCalls)).at(-1);
      equal(last?.state, 'ended');
      ok(!this.#over.has(last.id), `The end of ${last.id} was told already`);
    });
    this.#over.add(last!.id);
    return last!;
  }

  /** How the last call ends, whenever that is: asked afterwards, the page has forgotten it five seconds later. */
  ending(): Promise<PhoneCall> {
    return this.page.evaluate(() => new Promise<PhoneCall>((resolve) => {
      const { phone } = window.session;
      const life = new AbortController();
      const look = (): void => {
        const call = phone.calls.at(-1);
        if (call?.state !== 'ended') return;
        life.abort();
        resolve(call);
      };
      phone.onChange(look, life.signal);
      look();
    }));
  }

  /** Waits until no call is left, not even as ended. */
  async idle(): Promise<void> {
    await this.until(async () => deepEqual(await this.calls(), []));
  }

  async call(wanted: (call: PhoneCall) => boolean): Promise<PhoneCall> {
    let found: PhoneCall | undefined;
    await this.until(async () => {
      const calls = await this.calls();
      found = calls.findLast(wanted);
      ok(found, `No such call among ${JSON.stringify(calls)}`);
    });
    return found!;
  }

  heard(...pitches: number[]): Promise<Heard | null> {
    return this.page.evaluate((asked) => window.audio.heard(asked), pitches);
  }

  /** Waits until this pitch is the loudest thing heard. */
  async hears(pitch: number): Promise<void> {
    await this.until(async () => {
      const heard = await this.heard();
      ok(heard && Math.abs(heard.pitch - pitch) < 12 && heard.level > audible, `${this.extension} hears ${JSON.stringify(heard)}, not ${pitch} Hz`);
    });
  }

  async hearsNothing(): Promise<void> {
    await this.until(async () => {
      const heard = await this.heard();
      ok(!heard || heard.level < silence, `${this.extension} still hears ${JSON.stringify(heard)}`);
    });
  }

  /** What this person's own page plays: its ringing, its message tone. */
  plays(): Promise<Heard | null> {
    return this.page.evaluate(() => window.audio.played());
  }

  /** Repeats a check until it throws no more; a bench uses this too, so it is not vitest's. */
  async until(check: () => Promise<void>): Promise<void> {
    const end = Date.now() + patience;
    for (;;) {
      try {
        return await check();
      } catch (error) {
        if (Date.now() > end) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, lookEvery));
    }
  }
}

declare global {
  interface Window {
    /** Every call the phone had, as it was last. */
    pastCalls: PhoneCall[];
  }
}

/** Runs in the page: two frames of the far side, a little apart. */
async function lookAtPictures(): Promise<{ colours: number; moved: boolean }> {
  const { phone } = window.session;
  const call = phone.calls.find(({ state }) => state === 'talking');
  const track = call && phone.picturesOf(call.id)?.far;
  if (!track) return { colours: 0, moved: false };
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = new MediaStream([track]);
  const context = new OffscreenCanvas(64, 48).getContext('2d', { willReadFrequently: true })!;
  const frame = async (): Promise<Uint8ClampedArray> => {
    await new Promise<unknown>((resolve) => {
      video.requestVideoFrameCallback(resolve);
      // None comes where nothing is sent.
      setTimeout(resolve, 1_000);
    });
    context.drawImage(video, 0, 0, 64, 48);
    return context.getImageData(0, 0, 64, 48).data;
  };
  void video.play();
  const first = await frame();
  for (let more = 0; more < 5; more += 1) await frame();
  const last = await frame();
  video.srcObject = null;
  const colours = new Set<number>();
  for (let at = 0; at < last.length; at += 4) colours.add(((last[at]! >> 5) << 6) | ((last[at + 1]! >> 5) << 3) | (last[at + 2]! >> 5));
  return { colours: colours.size, moved: first.some((value, at) => Math.abs(value - last[at]!) > 24) };
}

/** Runs in the page. */
function keepHistory(): void {
  const { phone } = window.session;
  window.pastCalls = [];
  const look = (): void => {
    for (const call of phone.calls) {
      const at = window.pastCalls.findIndex(({ id }) => id === call.id);
      if (at === -1) window.pastCalls.push(call);
      else window.pastCalls[at] = call;
    }
  };
  look();
  phone.onChange(look, new AbortController().signal);
}
