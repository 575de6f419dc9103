import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, fireEvent, waitFor } from 'storybook/test';
import { ThemeEditor } from './theme-editor.ts';

export default { title: 'Theme editor', tags: ['!autodocs'] } satisfies Meta;

const editorIn = (canvas: HTMLElement): ThemeEditor => {
  const editor = canvas.querySelector('theme-editor');
  if (!(editor instanceof ThemeEditor)) throw new Error('the editor is not on the canvas');
  return editor;
};

const find = <Found extends Element>(editor: ThemeEditor, selector: string): Found => {
  const found = editor.shadowRoot?.querySelector<Found>(selector);
  if (!found) throw new Error(`${selector} is not there`);
  return found;
};

const desk = (editor: ThemeEditor): CSSStyleDeclaration => getComputedStyle(find(editor, 'pbx-client'));

/** A company's font is in no list of ours; one that is no font is refused with the reason. */
async function ownFont(editor: ThemeEditor): Promise<void> {
  const field = find<HTMLInputElement>(editor, 'input[name=font]');
  const listed = field.value;
  for (const [font, said] of [['"Archivo Narrow", sans-serif', ''], ['Inter; color: red', 'is not the name of a font'], [listed, '']] as const) {
    field.value = font;
    await fireEvent.change(field);
    await editor.updateComplete;
    await expect(find(editor, '[role=alert]').textContent).toContain(said);
    if (font !== listed) await expect(desk(editor).getPropertyValue('--pbx-font')).toBe('"Archivo Narrow", sans-serif');
  }
}

/** The desk may be dark in a light book, and the other way round. */
async function eitherScheme(editor: ThemeEditor): Promise<void> {
  const select = find<HTMLSelectElement>(editor, 'select[name=scheme]');
  for (const scheme of ['light', 'dark']) {
    select.value = scheme;
    await fireEvent.change(select);
    await expect(desk(editor).colorScheme).toBe(scheme);
  }
  select.value = '';
  await fireEvent.change(select);
  await expect(desk(editor).colorScheme).toBe(getComputedStyle(document.documentElement).colorScheme);
}

/** A changed file of tokens is on the desk, and the fields say so: whoever moves one of them goes on from there. */
async function tokensReadIn(editor: ThemeEditor): Promise<void> {
  const [css, tokens] = [...(editor.shadowRoot?.querySelectorAll<HTMLButtonElement>('.head button') ?? [])];
  tokens?.click();
  await editor.updateComplete;
  const text = find<HTMLTextAreaElement>(editor, 'textarea');
  const before = text.value;
  const changed = before.replace(/("radius": \{[^}]*"value": )8/, '$120');
  await expect(changed).not.toBe(before);
  for (const [file, radius] of [[changed, '20'], [before, '8']] as const) {
    text.value = file;
    await fireEvent.change(text);
    await editor.updateComplete;
    await expect(desk(editor).getPropertyValue('--pbx-radius')).toBe(`${radius}px`);
    await expect(find<HTMLInputElement>(editor, 'input[type=range]').value).toBe(radius);
  }
  css?.click();
  await editor.updateComplete;
}

/** Pick a colour, a font, a radius; the desk below is the real client. */
export const Editor: StoryObj = {
  render: () => document.createElement('theme-editor'),
  play: async ({ canvasElement }) => {
    const editor = editorIn(canvasElement);
    await editor.updateComplete;
    const accent = (): string => getComputedStyle(find(editor, 'pbx-client')).getPropertyValue('--pbx-accent');
    const before = accent();
    const field = find<HTMLInputElement>(editor, 'input[name=accent]');
    field.value = '#0f766e';
    await fireEvent.change(field);
    await editor.updateComplete;
    await expect(accent()).not.toBe(before);
    await expect(find<HTMLTextAreaElement>(editor, 'textarea').value).toContain('--pbx-accent: light-dark(#0f766e');
    await expect(find(editor, 'h2').textContent).toContain('pairs hold');
    field.value = 'blurple';
    await fireEvent.change(field);
    await waitFor(() => expect(find(editor, '[role=alert]').textContent).toContain('"blurple" is not a colour'));
    field.value = '#0f766e';
    await fireEvent.change(field);
    await waitFor(() => expect(find(editor, '[role=alert]').textContent).toBe(''));
    await ownFont(editor);
    await eitherScheme(editor);
    await tokensReadIn(editor);
  },
};
