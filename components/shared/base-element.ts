import { LitElement } from 'lit';
import type { CSSResultGroup, CSSResultOrNative, PropertyDeclarations } from 'lit';
import type { CommonStrings } from '../locales/en/common.ts';
import type { ErrorStrings } from '../locales/en/errors.ts';
import { tokens } from '../theme/tokens.styles.ts';
import { base } from './base.styles.ts';
import type { Overrides } from './language.ts';

type SharedStrings = CommonStrings & ErrorStrings;

/** The detail of a custom event as declared in `HTMLElementEventMap`. */
export type DetailOf<Name extends keyof HTMLElementEventMap> = HTMLElementEventMap[Name] extends CustomEvent<infer Detail> ? Detail : never;

/**
 * What every element has: the tokens and base sheet before its own styles, `disabled`, text overrides, and typed events.
 * A room states its own sheet alone: `static override styles = styles`, and the type of its texts.
 */
export abstract class PbxElement<Strings extends object = object> extends LitElement {
  static override properties: PropertyDeclarations = { disabled: { type: Boolean, reflect: true }, i18n: { attribute: false } };

  /** Shows the element, but lets nothing in it be used. */
  disabled = false;

  /** Overrides single texts of the element, in whatever language it is: `element.i18n = { call: 'Dial', BUSY: 'Try later.' }`. */
  i18n: Overrides<Strings & Omit<SharedStrings, keyof Strings>> | undefined;

  private awaited: Promise<unknown>[] = [];
  private readonly internals = this.attachInternals();

  protected static override finalizeStyles(styles?: CSSResultGroup): CSSResultOrNative[] {
    return super.finalizeStyles([tokens, base, styles ?? []]);
  }

  /** Fires a bubbling, composed event; false when a listener prevented it. @internal */
  emit<Name extends keyof HTMLElementEventMap>(name: Name, detail: DetailOf<Name>, init: { cancelable?: boolean } = {}): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, ...init }));
  }

  /** Sets or clears a state a page can style: `:state(empty)`. */
  protected mark(name: string, on: boolean): void {
    const { states } = this.internals;
    if (on) states?.add(name);
    else states?.delete(name);
  }

  /** Holds the next render until `ready` settles: a controller uses it so that no text flashes in the wrong language. @internal */
  waitFor(ready: Promise<unknown>): void {
    this.awaited.push(ready);
  }

  protected override async scheduleUpdate(): Promise<void> {
    while (this.awaited.length > 0) await Promise.allSettled(this.awaited.splice(0));
    await super.scheduleUpdate();
  }
}
