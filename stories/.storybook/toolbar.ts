// The toolbar of Storybook: what it can change, and how a change reaches every story on the page at once.
import { createTheme } from '../../components/theme/index.ts';
import { addPseudoLocale, pseudo } from './pseudo-locale.ts';

export interface Globals {
  theme: 'light' | 'dark';
  accent: string;
  radius: string;
  density: 'comfortable' | 'dense' | 'roomy';
  direction: 'ltr' | 'rtl';
  /** A tag; what is written into `lang`. */
  language: string;
  motion: 'full' | 'reduced';
  width: string;
}

const item = (value: string, title: string): { value: string; title: string } => ({ value, title });

/** Widths an element meets: a CRM's side bar, a phone, a panel, a tablet, a desk, a wall. */
const widths = ['240', '320', '376', '768', '1280', '1920'];

export const globalTypes = {
  theme: { description: 'Colour scheme', toolbar: { title: 'Theme', icon: 'mirror', items: ['light', 'dark'], dynamicTitle: true } },
  accent: {
    description: 'The one brand colour',
    toolbar: { title: 'Accent', icon: 'paintbrush', dynamicTitle: true, items: [item('', 'Accent: own'), item('#0f766e', 'Teal'), item('#7c3aed', 'Violet'), item('#b91c1c', 'Red'), item('#ffd400', 'Yellow'), item('#111827', 'Ink')] },
  },
  radius: { description: 'Corner radius', toolbar: { title: 'Radius', icon: 'component', dynamicTitle: true, items: [item('', 'Radius: own'), item('0', '0 px'), item('4', '4 px'), item('12', '12 px'), item('20', '20 px')] } },
  density: { description: 'Density', toolbar: { title: 'Density', icon: 'menu', items: ['dense', 'comfortable', 'roomy'], dynamicTitle: true } },
  direction: { description: 'Writing direction', toolbar: { title: 'Direction', icon: 'transfer', items: ['ltr', 'rtl'], dynamicTitle: true } },
  language: { description: 'Language of the elements', toolbar: { title: 'Language', icon: 'globe', dynamicTitle: true, items: [item('en', 'English'), item('cs', 'Čeština'), item('cs-x-informal', 'Čeština (tykání)'), item(pseudo, 'Pseudo, 40 % longer')] } },
  motion: { description: 'Motion', toolbar: { title: 'Motion', icon: 'lightning', items: ['full', 'reduced'], dynamicTitle: true } },
  width: { description: 'Width of the container', toolbar: { title: 'Width', icon: 'grow', dynamicTitle: true, items: [item('', 'Width: own'), ...widths.map((width) => item(width, `${width} px`))] } },
};

const densities: Record<Globals['density'], string> = {
  dense: '--pbx-row: 36px; --pbx-control: 28px; --pbx-space-3: 8px; --pbx-space-4: 12px; --pbx-space-5: 16px; --pbx-text: 12px;',
  comfortable: '',
  roomy: '--pbx-row: 56px; --pbx-control: 40px; --pbx-space-3: 14px; --pbx-space-4: 20px; --pbx-space-5: 32px; --pbx-text: 15px; --pbx-text-m: 16px;',
};

addPseudoLocale();

let sheet: CSSStyleSheet | null = null;

/** Writes the choices into one style sheet and the root's attributes; stories follow live, none is made anew. */
export function apply(globals: Partial<Globals>): void {
  const { theme = 'light', accent = '', radius = '', density = 'comfortable', direction = 'ltr', language = 'en', motion = 'full', width = '' } = globals;
  const root = document.documentElement;
  root.lang = language;
  root.dir = direction;
  if (!sheet) {
    sheet = new CSSStyleSheet();
    document.adoptedStyleSheets.push(sheet);
  }
  const brand = accent ? createTheme({ accent }).css() : '';
  const shape = radius ? `--pbx-radius: ${Number(radius)}px;` : '';
  const still = motion === 'reduced' ? '--pbx-motion: 0s;' : '';
  const container = width ? `.story { inline-size: ${Number(width)}px !important; max-inline-size: none; }` : '';
  sheet.replaceSync(`${brand} :root { color-scheme: ${theme === 'dark' ? 'dark' : 'light'}; background: light-dark(#f5f6f9, #0e1117); ${shape} ${densities[density]} ${still} } ${container}`);
}
