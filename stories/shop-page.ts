import { html, render } from 'lit';

let sheet: CSSStyleSheet | null = null;

/** In the colours of a stranger's page, light or dark as the toolbar says; nothing of it is ours. */
const look = `
  .shop { --soft: light-dark(#5d6470, #a9b0bc); --box: light-dark(#e9ecf1, #1c222c); box-sizing: border-box; min-block-size: 100dvh; padding: 24px clamp(16px, 5vw, 64px); color: light-dark(#1d222b, #eceef2); background: light-dark(#fff, #12161d); font: 15px/1.6 system-ui, sans-serif; }
  .shop header { display: flex; flex-wrap: wrap; gap: 8px 24px; align-items: center; margin-block-end: 40px; color: var(--soft); }
  .shop header strong { flex: 1; color: light-dark(#1d222b, #eceef2); font-size: 17px; }
  .shop h1 { margin: 0 0 8px; max-inline-size: 16em; font-size: clamp(26px, 4vw, 40px); line-height: 1.15; letter-spacing: -.02em; }
  .shop p { margin: 0 0 32px; max-inline-size: 34em; color: var(--soft); }
  .shop ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(180px, 100%), 1fr)); gap: 20px; margin: 0; padding: 0; list-style: none; }
  .shop svg { display: block; inline-size: 100%; block-size: auto; margin-block-end: 8px; border-radius: 14px; background: var(--box); }
  .shop li span { display: block; color: var(--soft); font-size: 13px; }
  .shop footer { margin-block-start: 40px; color: var(--soft); font-size: 13px; }
  .shop footer a { color: inherit; }
`;

const goods = [
  { name: 'Touring 3', price: '€ 1,240', color: '#2f6f8f' },
  { name: 'Town', price: '€ 790', color: '#a2543a' },
  { name: 'Gravel', price: '€ 1,610', color: '#4d7a4a' },
];

const bicycle = (color: string) => html`<svg viewBox="0 0 240 150" aria-hidden="true" fill="none" stroke=${color} stroke-width="6" stroke-linecap="round" stroke-linejoin="round">
  <circle cx="68" cy="96" r="32"></circle><circle cx="172" cy="96" r="32"></circle><path d="M68 96 98 52h52l22 44M98 52l22 44h-52M120 96l30-44M94 40h-14M150 52l-4-16h16"></path></svg>`;

/** A made-up shop around its chat: a button in the corner of an empty page tells nobody what it is for. */
export function shopPage(chat: HTMLElement): HTMLElement {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(look);
    document.adoptedStyleSheets.push(sheet);
  }
  const page = document.createElement('div');
  page.className = 'shop';
  render(html`<header><strong>Bicycles of Brno</strong><span>Bicycles</span><span>Workshop</span></header>
    <h1>A bicycle that fits, for twenty years</h1><p>We measure you, we build it, and we repair it. Ask us which frame is yours.</p>
    <ul>${goods.map(({ name, price, color }) => html`<li>${bicycle(color)}${name}<span>${price}</span></li>`)}</ul>
    <footer>Open from nine to six. ${chat}</footer>`, page);
  return page;
}
