/** Registers an element. A tag taken by another copy of the library is warned about once and left alone; on a server nothing happens. */
export function define(tag: string, element: CustomElementConstructor): void {
  if (typeof customElements === 'undefined') return;
  const taken = customElements.get(tag);
  if (!taken) customElements.define(tag, element);
  else if (taken !== element) console.warn(`<${tag}> is already defined by another copy of the library; this copy stays unused.`);
}
