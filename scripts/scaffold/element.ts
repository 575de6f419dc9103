import { globSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { root } from '../lib/root.ts';
import { addExports, insertSorted, localeKey, one, pascal, templates, type Plan } from './plan.ts';

const entry = (file: string): Record<string, string> => ({ 'klapka-source': `./${file}.ts`, types: `./dist/${file}.d.ts`, default: `./dist/${file}.js` });

/** Languages that need not be complete learn of a new room, so that somebody may translate it. */
function otherLanguages(name: string): Pick<Plan, 'files' | 'changes'> {
  const languages = globSync('components/locales/*/index.ts', { cwd: root }).map((file) => basename(dirname(file)));
  const text = one(templates('locale', name, { Language: '', rooms: '', language: '', Strings: `${pascal(name)}Strings` }), 'room.ts');
  const line = `  ${localeKey(name)}: () => import('./${name}.ts'),`;
  return {
    files: Object.fromEntries(languages.map((language) => [`components/locales/${language}/${name}.ts`, text])),
    changes: Object.fromEntries(languages.map((language) => [`components/locales/${language}/index.ts`, (index: string) => insertSorted(index, /^ {2}\S+: \(\) => import/, line)])),
  };
}

/** A room with both languages, a story and a test for every state, known to the package. */
export function element(name: string): Plan {
  const all = templates('element', name, { Class: `Pbx${pascal(name)}` });
  const room = `components/${name}`;
  const languages = otherLanguages(name);
  return {
    files: {
      [`${room}/${name}.ts`]: one(all, 'element.ts'),
      [`${room}/${name}.styles.ts`]: one(all, 'styles.ts'),
      [`${room}/${name}.types.ts`]: one(all, 'types.ts'),
      [`${room}/define.ts`]: one(all, 'define.ts'),
      [`${room}/README.md`]: one(all, 'README.md'),
      [`components/locales/en/${name}.ts`]: one(all, 'en.ts'),
      [`components/locales/cs/${name}.ts`]: one(all, 'cs.ts'),
      [`stories/components/${name}.stories.ts`]: one(all, 'stories.ts'),
      [`test/components/${name}.test.ts`]: one(all, 'test.ts'),
      ...languages.files,
    },
    changes: {
      'components/define.ts': (text) => insertSorted(text, /^import '\.\/[a-z-]+\/define\.ts';$/, `import './${name}/define.ts';`),
      'components/package.json': (text) => addExports(text, { [`./${name}`]: entry(`${name}/${name}`), [`./${name}/define`]: entry(`${name}/define`) }),
      ...languages.changes,
    },
    manifest: true,
    next: [
      `<pbx-${name}> lists colleagues, in every state: replace what it shows in ${room}/${name}.ts`,
      `npm run storybook, and npx wtr --files test/components/${name}.test.ts`,
      'npm run manifest after every change of its header',
    ],
  };
}
