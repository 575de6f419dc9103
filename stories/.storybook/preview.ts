import { setCustomElementsManifest, type Preview } from '@storybook/web-components-vite';
import components from '../../components/custom-elements.json' with { type: 'json' };
import widget from '../../widget/custom-elements.json' with { type: 'json' };
import { configure } from 'storybook/test';
import { apply, globalTypes, type Globals } from './toolbar.ts';

declare const STORY_THEME: 'light' | 'dark' | undefined;

// A journey waits for what is fetched and drawn first, also on a busy machine; it is seen at once where it is there.
configure({ asyncUtilTimeout: 10_000 });

setCustomElementsManifest({ ...components, modules: [...components.modules, ...widget.modules] });

const preview: Preview = {
  tags: ['autodocs'],
  parameters: {
    // A story with an accessibility problem is a failing test.
    a11y: { test: 'error' },
    layout: 'fullscreen',
    options: { storySort: { order: ['Start', 'Guides', ['Embed', 'Theme', 'Accessibility', 'Security', 'Architecture', 'Writing an adapter'], 'Theme editor', 'Scenes', 'Elements', 'Widget'] } },
    docs: { story: { inline: true } },
  },
  globalTypes,
  // The tests of the stories run once in each theme.
  initialGlobals: { theme: typeof STORY_THEME === 'undefined' ? 'light' : STORY_THEME, accent: '', radius: '', density: 'comfortable', direction: 'ltr', language: 'en', motion: 'full', width: '' } satisfies Globals,
  decorators: [
    (story, { globals }) => {
      apply(globals as Partial<Globals>);
      return story();
    },
  ],
};

export default preview;
