import type { Preview } from '@storybook/web-components-vite';

const preview: Preview = {
  parameters: {
    // A story with an accessibility problem is a failing test.
    a11y: { test: 'error' },
    layout: 'fullscreen',
  },
  globalTypes: {
    theme: {
      description: 'Colour scheme',
      toolbar: { title: 'Theme', icon: 'mirror', items: ['light', 'dark'], dynamicTitle: true },
    },
    language: {
      description: 'Language of the elements',
      toolbar: { title: 'Language', icon: 'globe', items: ['en', 'cs'], dynamicTitle: true },
    },
  },
  initialGlobals: { theme: 'light', language: 'en' },
  decorators: [
    (story, { globals }) => {
      document.documentElement.lang = globals['language'] === 'cs' ? 'cs' : 'en';
      document.documentElement.style.colorScheme = globals['theme'] === 'dark' ? 'dark' : 'light';
      return story();
    },
  ],
};

export default preview;
