/** A button by the name a screen reader says. */
export function buttonNamed(host: Element, name: string): HTMLButtonElement | undefined {
  const all = [...(host.shadowRoot?.querySelectorAll('button') ?? [])];
  return all.find((button) => (button.getAttribute('aria-label') ?? button.textContent.trim()) === name);
}

/** Names of all buttons, in order. */
export function buttonNames(host: Element): string[] {
  return [...(host.shadowRoot?.querySelectorAll('button') ?? [])].map((button) => button.getAttribute('aria-label') ?? button.textContent.trim());
}

/** Collects the details of an event, in order. */
export function details<Name extends keyof HTMLElementEventMap>(target: HTMLElement, name: Name): (HTMLElementEventMap[Name] extends CustomEvent<infer Detail> ? Detail : never)[] {
  const all: (HTMLElementEventMap[Name] extends CustomEvent<infer Detail> ? Detail : never)[] = [];
  target.addEventListener(name, (event) => all.push((event as CustomEvent).detail as (typeof all)[number]));
  return all;
}
