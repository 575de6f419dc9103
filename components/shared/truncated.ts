/** Says a text that is cut off whole in a tooltip; put it on what stands around the texts: `@pointerover=${tellWhole}`. */
export function tellWhole({ target }: Event): void {
  const text = target instanceof Element ? target.closest<HTMLElement>('.ellipsis') : null;
  if (!text) return;
  if (text.scrollWidth > text.clientWidth) text.title = text.innerText;
  else text.removeAttribute('title');
}
