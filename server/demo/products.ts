/** What the made-up shop sells. */
export interface Product {
  id: string;
  name: string;
  /** Czech crowns. */
  price: number;
  note: string;
  kind: 'bicycle' | 'part';
  /** A word on the picture's corner. */
  label?: string;
}

export const products: readonly Product[] = [
  { id: 'touring-1', name: 'Touring 1', price: 18_900, note: 'Steel, eight gears', kind: 'bicycle' },
  { id: 'touring-2', name: 'Touring 2', price: 23_400, note: 'With both panniers', kind: 'bicycle' },
  { id: 'touring-3', name: 'Touring 3', price: 27_900, note: 'Blue, 54 to 62 cm', kind: 'bicycle', label: 'New' },
  { id: 'city', name: 'Olomouc City', price: 14_500, note: 'Low frame, hub gears', kind: 'bicycle' },
  { id: 'gravel', name: 'Gravel Haná', price: 38_200, note: 'Carbon fork, 12 gears', kind: 'bicycle' },
  { id: 'electric', name: 'Beskydy E', price: 62_000, note: '630 Wh, 120 km', kind: 'bicycle', label: 'New' },
  { id: 'kids', name: 'Vrabec 20"', price: 7_900, note: 'From six years, 8.4 kg', kind: 'bicycle' },
  { id: 'cargo', name: 'Náklaďák', price: 74_900, note: 'Carries two children', kind: 'bicycle', label: 'Made to order' },
  { id: 'helmet', name: 'Helmet Sedlo', price: 1_890, note: 'Three sizes, 240 g', kind: 'part' },
  { id: 'light', name: 'Light Lucerna', price: 990, note: '400 lumen, USB-C', kind: 'part' },
  { id: 'bag', name: 'Pannier Brašna', price: 2_490, note: 'Waterproof, 22 l', kind: 'part' },
  { id: 'bell', name: 'Bell Cink', price: 350, note: 'Brass, loud', kind: 'part' },
];
