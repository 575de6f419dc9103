import { join } from 'node:path';
import ts from 'typescript';

/** What an editor offers at one place of a file. */
export interface Offers {
  names: string[];
  /** What it shows beside a name. */
  about: (name: string) => string;
}

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  jsx: ts.JsxEmit.ReactJSX,
  strict: true,
  types: [],
};

/** TypeScript's language service, which every editor asks, over a file that is only typed so far, in a project's folder. */
export class Editor {
  readonly #file: string;
  readonly #service: ts.LanguageService;
  #text = '';
  #version = 0;

  constructor(folder: string) {
    this.#file = join(folder, 'typed.tsx');
    this.#service = ts.createLanguageService({
      getCompilationSettings: () => options,
      getScriptFileNames: () => [this.#file],
      getScriptVersion: (path) => (path === this.#file ? String(this.#version) : '0'),
      getScriptSnapshot: (path) => {
        const text = path === this.#file ? this.#text : ts.sys.readFile(path);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => folder,
      getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
      fileExists: (path) => path === this.#file || ts.sys.fileExists(path),
      readFile: (path) => (path === this.#file ? this.#text : ts.sys.readFile(path)),
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
      ...(ts.sys.realpath ? { realpath: ts.sys.realpath } : {}),
    });
  }

  /** Where `|` stands in the code. */
  complete(code: string): Offers {
    const at = code.indexOf('|');
    this.#text = code.replace('|', '');
    this.#version += 1;
    const names = this.#service.getCompletionsAtPosition(this.#file, at, {})?.entries.map(({ name }) => name) ?? [];
    const about = (name: string): string => ts.displayPartsToString(this.#service.getCompletionEntryDetails(this.#file, at, name, {}, undefined, {}, undefined)?.documentation);
    return { names, about };
  }
}
