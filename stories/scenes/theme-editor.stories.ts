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
  },
};
