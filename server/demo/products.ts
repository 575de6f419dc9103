/** What the made-up shop sells. Bicycles and their bits are drawn from a few lines each, so no picture of anybody's is needed. */
export interface Product {
  id: string;
  name: string;
  /** Czech crowns. */
  price: number;
  note: string;
  drawing: string;
}

interface Bike {
  paint: string;
  wheel?: number;
  bars?: 'flat' | 'drop' | 'high';
  low?: boolean;
  extra?: string;
}

/** A bicycle in a box of 240 × 160: wheels, frame, saddle, handlebar, cranks. */
function bike({ paint, wheel = 34, bars = 'flat', low = false, extra = '' }: Bike): string {
  const axle = 130 - wheel;
  const [back, front] = [62, 178];
  const seat = low ? '100 58' : '98 50';
  const head = low ? '160 44' : '164 46';
  const ring = (x: number): string =>
    `<circle cx="${x}" cy="${axle}" r="${wheel}" fill="none" stroke="#2f2b26" stroke-width="4"/><circle cx="${x}" cy="${axle}" r="${wheel - 4}" fill="none" stroke="#b9b0a2" stroke-width="1.5"/><circle cx="${x}" cy="${axle}" r="3.5" fill="#2f2b26"/>`;
  const bar = { flat: 'M164 38h-12m12 0l8-3', drop: 'M164 38h12c9 1 9 15-1 15', high: 'M164 38l-5-12h-14' }[bars];
  const top = low ? `M160 50Q128 92 112 ${axle}` : `M${seat}L${head}`;
  return `${ring(back)}${ring(front)}
<g fill="none" stroke="${paint}" stroke-width="5.5" stroke-linecap="round" stroke-linejoin="round">
<path d="${top}"/><path d="M${head}L112 ${axle}L${seat}"/><path d="M112 ${axle}L${back} ${axle}L${seat}"/><path d="M${head}L${front} ${axle}"/></g>
<g fill="none" stroke="#2f2b26" stroke-width="4.5" stroke-linecap="round"><path d="M${seat}l-3-13"/><path d="M84 36h22"/><path d="M${head}l0-9"/><path d="${bar}"/><path d="M112 ${axle}l7 15m-5 1h11"/></g>
<circle cx="112" cy="${axle}" r="8" fill="none" stroke="#2f2b26" stroke-width="3.5"/>${extra}`;
}

const rack = '<path d="M40 58h46M48 58l10 34" fill="none" stroke="#2f2b26" stroke-width="3.5" stroke-linecap="round"/>';
const bags = '<rect x="40" y="60" width="30" height="34" rx="6" fill="#5b4a35"/><path d="M40 72h30" stroke="#d9c9ae" stroke-width="2"/>';

export const products: readonly Product[] = [
  { id: 'touring-1', name: 'Touring 1', price: 18_900, note: 'Steel, eight gears', drawing: bike({ paint: '#9d3d2e', extra: rack }) },
  { id: 'touring-2', name: 'Touring 2', price: 23_400, note: 'With both panniers', drawing: bike({ paint: '#3d6b4f', extra: rack + bags }) },
  { id: 'touring-3', name: 'Touring 3', price: 27_900, note: 'Blue, 54 to 62 cm', drawing: bike({ paint: '#2f5d8c', bars: 'drop', extra: rack }) },
  { id: 'city', name: 'Olomouc City', price: 14_500, note: 'Low frame, hub gears', drawing: bike({ paint: '#c28a2c', low: true, bars: 'high', extra: '<path d="M24 92a38 38 0 0 1 38-34" fill="none" stroke="#c28a2c" stroke-width="4"/>' }) },
  { id: 'gravel', name: 'Gravel Haná', price: 38_200, note: 'Carbon fork, 12 gears', drawing: bike({ paint: '#6a6f3a', bars: 'drop', wheel: 36 }) },
  { id: 'electric', name: 'Beskydy E', price: 62_000, note: '630 Wh, 120 km', drawing: bike({ paint: '#3a3f47', wheel: 36, extra: '<rect x="118" y="60" width="36" height="12" rx="5" transform="rotate(116 136 66)" fill="#7ba05b"/>' }) },
  { id: 'kids', name: 'Vrabec 20"', price: 7_900, note: 'From six years, 8.4 kg', drawing: bike({ paint: '#b8548a', wheel: 26, bars: 'high' }) },
  { id: 'cargo', name: 'Náklaďák', price: 74_900, note: 'Carries two children', drawing: bike({ paint: '#7a4a2a', wheel: 30, bars: 'high', extra: '<path d="M186 52h44l-6 34h-36z" fill="#c9a877" stroke="#7a4a2a" stroke-width="3"/>' }) },
  { id: 'helmet', name: 'Helmet Sedlo', price: 1_890, note: 'Three sizes, 240 g', drawing: '<path d="M52 104c0-44 30-66 70-66s68 26 68 62c-44 10-94 12-138 4z" fill="#9d3d2e"/><path d="M76 92c2-22 16-38 40-42M112 96c0-20 8-38 24-46M148 94c2-14 8-28 18-34" fill="none" stroke="#f6efe2" stroke-width="6" stroke-linecap="round"/><path d="M70 108c8 16 20 24 34 26" fill="none" stroke="#2f2b26" stroke-width="4"/>' },
  { id: 'light', name: 'Light Lucerna', price: 990, note: '400 lumen, USB-C', drawing: '<rect x="70" y="58" width="70" height="44" rx="14" fill="#3a3f47"/><path d="M140 62l30-10v56l-30-10z" fill="#565c66"/><path d="M176 60l36-14M178 80h40M176 100l36 14" stroke="#e3b341" stroke-width="6" stroke-linecap="round"/><path d="M96 102v18h20v-18" fill="none" stroke="#2f2b26" stroke-width="5"/>' },
  { id: 'bag', name: 'Pannier Brašna', price: 2_490, note: 'Waterproof, 22 l', drawing: '<path d="M70 54h100l10 76a8 8 0 0 1-8 8H68a8 8 0 0 1-8-8z" fill="#3d6b4f"/><path d="M66 76h108" stroke="#f6efe2" stroke-width="4"/><path d="M100 54c0-24 40-24 40 0" fill="none" stroke="#2f2b26" stroke-width="6"/><rect x="106" y="70" width="28" height="18" rx="4" fill="#c9a877"/>' },
  { id: 'bell', name: 'Bell Cink', price: 350, note: 'Brass, loud', drawing: '<path d="M66 106a54 54 0 0 1 108 0z" fill="#c28a2c"/><path d="M84 98a38 38 0 0 1 26-34" fill="none" stroke="#f0d9a4" stroke-width="6" stroke-linecap="round"/><rect x="58" y="106" width="124" height="10" rx="5" fill="#8c6420"/><circle cx="120" cy="48" r="7" fill="#8c6420"/><path d="M108 116h24v16h-24z" fill="#2f2b26"/>' },
];

export function drawingOf({ name, drawing }: Product): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 160" role="img"><title>${name.replaceAll('"', '&quot;')}</title>${drawing}</svg>`;
}
