/*
 * The pictures of the made-up shop. Bicycles and their bits are drawn from a few lines each, so no picture of anybody's is
 * needed. A bicycle has the proportions of a real one of 57 cm: a box of 240 × 160, ten millimetres a unit.
 */
const dark = '#2b2723';
const steel = '#8f8779';
const leather = '#7b4a2b';

type Point = readonly [x: number, y: number];
interface Bike {
  paint: string;
  bars?: 'flat' | 'drop' | 'high';
  /** Step-through instead of a top tube. */
  low?: boolean;
  /** Behind and in front of the frame. */
  behind?: string;
  extra?: string;
}

const rearAxle: Point = [62, 112];
const frontAxle: Point = [178, 112];

const line = (path: string, colour: string, width: number): string =>
  `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;

/** Tyre, rim, hub, and spokes that cross on their way as laced ones do. */
function wheel([x, y]: Point, radius: number): string {
  const at = (angle: number, distance: number): string => `${(x + Math.cos(angle) * distance).toFixed(1)} ${(y + Math.sin(angle) * distance).toFixed(1)}`;
  const rim = radius - 3.5;
  const spokes = Array.from({ length: 20 }, (_, index) => {
    const angle = (index * Math.PI) / 10;
    return `M${at(angle + (index % 2 ? 1.3 : -1.3), 2.6)}L${at(angle, rim)}`;
  }).join('');
  return `<circle cx="${x}" cy="${y}" r="${radius}" fill="none" stroke="${dark}" stroke-width="3.6"/>
<circle cx="${x}" cy="${y}" r="${rim}" fill="none" stroke="${steel}" stroke-width="1.6"/>${line(spokes, steel, 0.55)}
<circle cx="${x}" cy="${y}" r="2.8" fill="${dark}"/>`;
}

const ground = (width: number): string => `<ellipse cx="120" cy="151" rx="${width}" ry="3.2" fill="#000" opacity=".1"/>`;
const saddle = `<path d="M72 44.5c5-2.5 13-1.5 18-.5 5 1 9 .7 12 1 2 .3 2 2.6 0 2.9-6 .7-9 1-13 3.2-3 1.5-10 1.2-14-.6-4-1.8-6-4.5-3-6z" fill="${leather}"/>`;
const handlebars = {
  flat: line('M153 50l-1.5-6.5 8-1', dark, 3) + line('M160 42c-3-2.5-8-2.5-13-1', dark, 3.6),
  drop: line('M153 50l-1.5-5 12-2.5', dark, 3) + line('M160 43.5l7-1c9-.5 12 5 9 10-2.5 4-7 5-12 4.5', dark, 3.4),
  high: line('M153 50l-4.5-17', dark, 3) + line('M149 34c1-4 5-5 3-7-3-3-11-1-19 3', dark, 3.4),
};

function drivetrain(): string {
  return line('M109 111.2L62 107.8M109 126.8L62 116.2', '#57504a', 1.1)
    + `<circle cx="109" cy="119" r="7.8" fill="none" stroke="${dark}" stroke-width="2"/><circle cx="109" cy="119" r="3" fill="${dark}"/><circle cx="62" cy="112" r="4.2" fill="none" stroke="#57504a" stroke-width="1.6"/>`
    + line('M109 119L120.5 132.5M115.5 133.5h11', dark, 2.6);
}

function bike({ paint, bars = 'flat', low = false, behind = '', extra = '' }: Bike): string {
  const top = low ? 'M156.5 64C140 92 122 101 102.5 97' : 'M93.5 66.5L156 60';
  return `${ground(96)}${wheel(rearAxle, 38)}${wheel(frontAxle, 38)}${behind}${line('M109 119L97.5 105.5M92.5 104.5h11', '#57504a', 2.4)}
${line('M93 67L62 112L109 119', paint, 2.8)}${line('M160 72.5C163 86 168 106 178 112', paint, 3.4)}
${line(`${top}M109 119L91.8 62.5M109 119L158.8 69`, paint, 4.6)}${line('M160 72L154.7 56', paint, 5.4)}
${line('M91.5 62L87.5 49', steel, 3)}${saddle}${handlebars[bars]}${drivetrain()}${extra}`;
}

const rack = line('M36 66H86M52 66l8 42M84 66l5 4', dark, 2.2);
const pannier = `<rect x="36" y="67" width="36" height="42" rx="6" fill="#5b4a35"/><path d="M36 83V73a6 6 0 0 1 6-6h24a6 6 0 0 1 6 6v10z" fill="#6d5a42"/><path d="M45 76v14M63 76v14" stroke="#d9c9ae" stroke-width="2"/>`;
const fenders = (paint: string): string => line('M22.5 98A42 42 0 0 1 84 76', paint, 2.8) + line('M140.5 130A42 42 0 0 1 187 71', paint, 2.8);
const lamp = `<circle cx="163" cy="62" r="4" fill="#e9c46a"/>${line('M161 66v4', dark, 2)}`;

/** One with its box before the rider, on a small wheel. */
function cargo(paint: string): string {
  return `${ground(108)}${wheel([44, 116], 34)}${wheel([210, 126], 24)}
${line('M74 72L44 116L90 122', paint, 2.8)}${line('M188 96L198 116Q202 124 210 126', paint, 3.4)}
${line('M90 122L73 66M75 71L110 78M90 122L110 78M90 122C110 138 168 138 190 104', paint, 4.6)}${line('M111 82L106 66', paint, 5.2)}${line('M186 88L191 104', paint, 5.2)}
<path d="M118 74l68 6-8 46h-48z" fill="#d8b98a" stroke="#8a6a3f" stroke-width="2" stroke-linejoin="round"/>${line('M121 88l64 5M124 103l58 3', '#b6935f', 1.6)}
${line('M72.5 66L69 54', steel, 3)}<g transform="translate(-18 7)">${saddle}</g>${line('M106 66l-5-16', dark, 3)}${line('M101 51c0-5 4-6 2-8-3-2-9 0-15 4', dark, 3.4)}
${line('M90 114L44 112M90 130L44 120', '#57504a', 1.1)}<circle cx="90" cy="122" r="7.8" fill="none" stroke="${dark}" stroke-width="2"/><circle cx="90" cy="122" r="3" fill="${dark}"/>${line('M90 122L100 134M95 135h11', dark, 2.6)}`;
}

const blue = { paint: '#2f5d8c', bars: 'drop', extra: rack } as const;
const shapes: Readonly<Record<string, string>> = {
  'touring-1': bike({ paint: '#9d3d2e', extra: rack }),
  'touring-2': bike({ paint: '#3d6b4f', extra: rack + pannier }),
  'touring-3': bike(blue),
  city: bike({ paint: '#c28a2c', low: true, bars: 'high', behind: fenders('#c28a2c'), extra: lamp }),
  gravel: bike({ paint: '#6a6f3a', bars: 'drop' }),
  electric: bike({
    paint: '#3a3f47',
    behind: '<circle cx="62" cy="112" r="8.5" fill="#3a3f47"/>',
    extra: `<rect x="115" y="88.5" width="38" height="9.5" rx="4" transform="rotate(-45 134 94)" fill="#7ba05b"/>${lamp}`,
  }),
  kids: `<g transform="translate(27 33.7) scale(.775)">${bike({ paint: '#b8548a', low: true, bars: 'high' })}</g>`,
  cargo: cargo('#7a4a2a'),
  helmet: `${ground(70)}<path d="M50 112c-4-46 28-76 72-76s70 30 68 70c-1 7-5 8-12 8-44-3-80-1-116 6-8 1-11-2-12-8z" fill="#9d3d2e"/><path d="M50 112c0 6 4 9 12 8 36-7 72-9 116-6 7 0 11-1 12-8-44-4-96-2-140 6z" fill="#7d2d21"/>${line('M80 96c1-20 13-36 34-44M114 92c0-18 7-34 21-42M148 92c2-13 7-24 15-32', '#f0d9c9', 6)}${line('M72 118c6 18 18 28 38 30M176 114c-10 22-28 34-66 34', dark, 2.6)}<rect x="103" y="143" width="16" height="9" rx="3" fill="${dark}"/>`,
  light: `${ground(64)}<rect x="62" y="54" width="76" height="46" rx="15" fill="#3a3f47"/><rect x="74" y="62" width="34" height="5" rx="2.5" fill="#7ba05b"/><path d="M136 58l32-11v60l-32-11z" fill="#565c66"/><path d="M168 47c8 0 8 60 0 60z" fill="#f6e7b4"/>${line('M186 62l30-12M188 77h34M186 92l30 12', '#e3b341', 4)}${line('M92 100v20c0 6 4 10 10 10h4c6 0 10-4 10-10v-20', dark, 4.5)}`,
  bag: `${ground(66)}<path d="M70 52h100l10 86a10 10 0 0 1-10 11H70a10 10 0 0 1-10-11z" fill="#3d6b4f"/><path d="M66 46h108a6 6 0 0 1 6 6l2 30H58l2-30a6 6 0 0 1 6-6z" fill="#4c8062"/>${line('M98 46c0-20 44-20 44 0', dark, 4.5)}<path d="M86 66v34M154 66v34" stroke="#d9c9ae" stroke-width="6"/><rect x="81" y="92" width="10" height="13" rx="2" fill="#c9a877"/><rect x="149" y="92" width="10" height="13" rx="2" fill="#c9a877"/>`,
  bell: `${ground(64)}<path d="M62 110a58 58 0 0 1 116 0z" fill="#c8962f"/><path d="M62 110a58 58 0 0 1 20-43c-2 16 4 34 14 43z" fill="#b17f22"/>${line('M136 62c11 6 19 16 23 28', '#f0d9a4', 6)}<rect x="54" y="108" width="132" height="11" rx="5.5" fill="#8c6420"/><circle cx="120" cy="47" r="7" fill="#8c6420"/><path d="M106 119h28v20a6 6 0 0 1-6 6h-16a6 6 0 0 1-6-6z" fill="${dark}"/>`,
};

const hills = `<rect width="640" height="480" fill="#f0dcc0"/><circle cx="468" cy="132" r="58" fill="#f7efdf"/>
<path d="M0 262c70-46 128-60 190-38 40-44 92-62 150-22 62-34 116-30 160 6 48-22 96-20 140 4v268H0z" fill="#d9b48f"/>
<path d="M0 318c90-46 170-50 262-14 96-44 214-50 378-8v184H0z" fill="#b98a63"/>
<path d="M0 372c150-34 300-38 640-12v120H0z" fill="#8a6a45"/>
<path d="M0 404c200-16 420-16 640-4v80H0z" fill="#6f5537"/>
<g fill="#7f6340"><path d="M86 318c-12-4-16-30-4-52 12 22 10 48-1 52v22h-3z"/><path d="M116 322c-10-4-13-24-3-42 10 18 8 38-1 42v18h-3z"/><path d="M566 312c-12-4-16-30-4-52 12 22 10 48-1 52v24h-3z"/></g>`;

/** What stands above the fold: one of the bicycles on the road before its hills. */
const scene = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 480">${hills}<g transform="translate(68 112) scale(2.1)">${bike(blue)}</g></svg>`;

const drawing = (shape: string): string => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 160">${shape}</svg>`;

/** Every picture of the shop by its file name. */
export const drawings: ReadonlyMap<string, string> = new Map([
  ...Object.entries(shapes).map(([id, shape]): [string, string] => [`${id}.svg`, drawing(shape)]),
  ['hero.svg', scene],
]);
