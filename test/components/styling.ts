/** What a page's style sheet can reach of an element: measured, not read. */

const colours = [
  'color', 'background-color', 'background-image', 'border-top-color', 'border-bottom-color', 'border-inline-start-color', 'border-inline-end-color', 'outline-color',
  'fill', 'stroke', 'box-shadow', 'accent-color', 'caret-color', 'text-decoration-color', 'filter', 'scrollbar-color', '-webkit-text-fill-color',
];
const measures = [
  'width', 'height', 'min-width', 'min-height', 'max-height', 'padding-top', 'padding-bottom', 'padding-left', 'padding-right', 'margin-top', 'margin-bottom', 'margin-left', 'margin-right',
  'row-gap', 'column-gap', 'font-size', 'font-family', 'line-height', 'border-top-left-radius', 'border-bottom-right-radius', 'border-top-right-radius', 'border-bottom-left-radius', 'top', 'bottom', 'left', 'right',
  'grid-template-columns', 'grid-template-rows', 'transition-duration', 'transition-timing-function', 'animation-duration', 'animation-timing-function', 'box-shadow', 'outline-width', 'outline-offset',
];
const pseudos = [undefined, '::before', '::after', '::placeholder'];

/** A value no sheet of ours has, by what the token is when a page sets none. */
export function strange(standard: string): { value: string; properties: readonly string[] } {
  if (/oklch|light-dark|#/.test(standard) && !/px/.test(standard)) return { value: 'rgb(1, 99, 3)', properties: colours };
  if (/px #/.test(standard)) return { value: '0 0 7px rgb(1, 99, 3)', properties: ['box-shadow'] };
  if (/\dms/.test(standard)) return { value: '777ms steps(3)', properties: measures };
  if (/serif/.test(standard)) return { value: 'cursive', properties: ['font-family'] };
  return { value: /999px/.test(standard) ? '3px' : '37px', properties: measures };
}

/** Rules for a pointer or a focus hold always, so that what they use can be seen; nothing moves while it is measured. */
export function asIfTouched(element: Element): void {
  const root = element.shadowRoot!;
  const copies = root.adoptedStyleSheets.map((sheet) => {
    const copy = new CSSStyleSheet();
    const text = [...sheet.cssRules].map(({ cssText }) => cssText).join('\n');
    copy.replaceSync(text.replaceAll(/:(?:hover|active|focus-visible|focus-within|focus)(?![\w-])/g, ':is(*)'));
    return copy;
  });
  const still = new CSSStyleSheet();
  still.replaceSync('*, ::before, ::after { transition-property: none !important; animation-name: none !important; }');
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...copies, still];
}

/** Every value of these properties on everything the element itself draws. */
export function look(element: Element, properties: readonly string[]): string {
  const drawn = [element, ...element.shadowRoot!.querySelectorAll(':not(option, svg *)')];
  const values: string[] = [];
  for (const one of drawn) {
    for (const pseudo of pseudos) {
      if (pseudo === '::placeholder' && !(one instanceof HTMLInputElement || one instanceof HTMLTextAreaElement)) continue;
      const style = getComputedStyle(one, pseudo);
      if ((pseudo === '::before' || pseudo === '::after') && (style.content === 'none' || style.content === 'normal')) continue;
      for (const property of properties) values.push(style.getPropertyValue(property));
    }
  }
  return values.join('\n');
}

/** The public tokens the element's sheets read, those behind another one too: the soft accent follows the accent. */
export function tokensRead(element: Element): Set<string> {
  const text = element.shadowRoot!.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules].map(({ cssText }) => cssText)).join('\n');
  const standards = Map.groupBy(text.matchAll(/(--_[\w-]+):\s*var\((--pbx-[\w-]+)(.*?)\);/g), ([, twin = '']) => twin);
  const read = new Set<string>();
  const follow = (css: string): void => {
    for (const [, token = ''] of css.matchAll(/var\((--pbx-[\w-]+)/g)) read.add(token);
    for (const [, twin = ''] of css.matchAll(/var\((--_[\w-]+)/g)) {
      for (const [, , token = '', rest = ''] of standards.get(twin) ?? []) {
        if (read.has(token)) continue;
        read.add(token);
        follow(rest);
      }
    }
  };
  follow(text.replaceAll(/--_[\w-]+:\s*var\(--pbx-.*?\);/g, ''));
  return read;
}
