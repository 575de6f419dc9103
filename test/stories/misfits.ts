/**
 * In the page: what scrolls sideways, sticks out of its element, or is cut off without an ellipsis; one line each.
 * Runs as it stands in the browser, so it uses nothing from outside.
 */
export function misfits(): string[] {
  const found = new Set<string>();
  const slack = 1.5;
  const nameOf = (element: Element): string => [element.localName, ...element.classList].join('.');
  const upFrom = (node: Node): Element | null => {
    if (node instanceof Element && node.assignedSlot) return node.assignedSlot;
    const parent = node.parentNode;
    return parent instanceof ShadowRoot ? parent.host : parent instanceof Element ? parent : null;
  };
  const floats = (element: Element, { position }: CSSStyleDeclaration): boolean => position === 'fixed' || element.matches(':modal, :popover-open');
  const hiddenFromSight = (box: DOMRect, { clipPath }: CSSStyleDeclaration): boolean => clipPath !== 'none' || box.width <= 1 || box.height <= 1;

  /** Goes up from a text until something decides what becomes of it there, once for each axis. */
  const follow = (text: Text, rect: DOMRect): void => {
    let [across, down] = [true, true];
    const words = `“${text.data.trim().slice(0, 40)}”`;
    for (let element = upFrom(text); element && element.id !== 'storybook-root' && (across || down); element = upFrom(element)) {
      const style = getComputedStyle(element);
      if (style.display === 'contents') continue;
      const box = element.getBoundingClientRect();
      const out = { across: rect.right > box.right + slack || rect.left < box.left - slack, down: rect.bottom > box.bottom + slack || rect.top < box.top - slack };
      if (style.overflowX !== 'visible' || style.overflowY !== 'visible') {
        if (hiddenFromSight(box, style)) return;
        if (style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none') across = false;
        if (style.webkitLineClamp !== 'none' || ['auto', 'scroll'].includes(style.overflowY)) down = false;
        if (['auto', 'scroll'].includes(style.overflowX)) across = false;
        if (across && out.across) return void found.add(`${words} is cut off at the side by ${nameOf(element)}`);
        if (down && out.down) return void found.add(`${words} is cut off above or below by ${nameOf(element)}`);
      }
      if (floats(element, style)) return;
      if (across && out.across && element.localName.startsWith('pbx-')) return void found.add(`${words} sticks out of ${nameOf(element)}`);
    }
  };

  const look = (parent: ParentNode & Node): void => {
    for (const element of parent.querySelectorAll('*')) {
      if (element.shadowRoot) look(element.shadowRoot);
      if (!element.checkVisibility({ visibilityProperty: true })) continue;
      if (['auto', 'scroll'].includes(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth + slack) found.add(`${nameOf(element)} scrolls sideways by ${element.scrollWidth - element.clientWidth} px`);
      for (const node of element.childNodes) {
        if (!(node instanceof Text) || node.data.trim() === '' || element instanceof HTMLTextAreaElement) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const rect of range.getClientRects()) if (rect.width > 0) follow(node, rect);
      }
    }
  };

  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) found.add(`the page scrolls sideways by ${page.scrollWidth - page.clientWidth} px`);
  const canvas = document.querySelector('#storybook-root');
  if (canvas) look(canvas);
  return [...found];
}
