import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from '../lib/root.ts';
import { addExports, insertSorted, localeKey, one, templates, type Plan } from './plan.ts';

/** The type a room's English texts have; the loader of another language takes part of it. */
function typeOf(file: string): string {
  const [, name] = /^export (?:interface|type) (\w+)/m.exec(readFileSync(join(root, file), 'utf8')) ?? [];
  if (!name) throw new Error(`${file} exports no type of its texts`);
  return name;
}

/** Every room's texts as an override of English that is still empty, and the module that teaches elements the language. */
export function locale(language: string): Plan {
  const rooms = globSync('components/locales/en/*.ts', { cwd: root }).map((file) => basename(file, '.ts')).toSorted();
  const name = new Intl.DisplayNames('en', { type: 'language' }).of(language) ?? language;
  const folder = `components/locales/${language}`;
  const values = { Language: name, rooms: rooms.map((room) => `  ${localeKey(room)}: () => import('./${room}.ts'),`).join('\n') };
  const text = (room: string): string => one(templates('locale', room, { ...values, Strings: typeOf(`components/locales/en/${room}.ts`), language }), 'room.ts');
  const all = templates('locale', language, { ...values, Strings: '', language });
  const registration = `./locales/${language}/index.ts`;
  return {
    files: {
      [`${folder}/index.ts`]: one(all, 'index.ts'),
      [`${folder}/README.md`]: one(all, 'README.md'),
      ...Object.fromEntries(rooms.map((room) => [`${folder}/${room}.ts`, text(room)])),
      [`widget/window/locales/${language}.ts`]: one(all, 'window.ts'),
    },
    changes: {
      'components/define.ts': (source) => insertSorted(source, /^import '\.\/(?:[a-z-]+\/define|locales\/.*)\.ts';$/, `import '${registration}';`),
      'components/package.json': (source) => addExports(source, {
        [`./locales/${language}`]: { 'klapka-source': registration, types: `./dist/locales/${language}/index.d.ts`, default: `./dist/locales/${language}/index.js` },
      }),
      'widget/window/texts.ts': (source) => source.replace(/(cs: \(\) => import\('\.\/locales\/cs\.ts'\))/, `$1, ${language}: () => import('./locales/${language}.ts')`),
    },
    next: [
      `${name} says nothing of its own yet: every text is English until it is written in ${folder}/ and widget/window/locales/${language}.ts`,
      'npm run check -- rooms says how much of it is there',
      `A page that imports single rooms imports @klapka/components/locales/${language} once; @klapka/components/define has it`,
    ],
  };
}
