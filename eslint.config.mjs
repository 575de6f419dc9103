import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import wc from 'eslint-plugin-wc';
import tseslint from 'typescript-eslint';

/** What a page with a strict Content-Security-Policy and Trusted Types refuses. */
const strictPage = [
  { selector: "TaggedTemplateExpression[tag.name=/^(html|svg)$/] TemplateElement[value.raw=/\\sstyle=/]", message: 'No inline style: use a class or style.setProperty().' },
  { selector: "TaggedTemplateExpression[tag.name=/^(html|svg)$/] TemplateElement[value.raw=/<style/]", message: 'No <style> in a template: use adopted style sheets.' },
  { selector: 'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]', message: 'No HTML from strings: render with Lit or textContent.' },
  { selector: "CallExpression[callee.property.name='setAttribute'][arguments.0.value='style']", message: 'No inline style: use a class or style.setProperty().' },
];
const restrictedImports = {
  patterns: [
    { group: ['**/style-map.js', '**/style-map'], message: 'styleMap writes inline styles, which a strict CSP blocks.' },
    { group: ['**/unsafe-html.js', '**/unsafe-svg.js', '**/unsafe-mathml.js', '**/unsafe-html', '**/unsafe-svg'], message: 'Text is text: nothing unsafe is rendered.' },
  ],
};

export default tseslint.config(
  { ignores: ['stories/.storybook/**', 'test/package/samples/**', 'vitest.config.ts', '**/dist/**', '**/node_modules/**', 'storybook-static/**', '.cache/**', 'data/**', 'coverage/**'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strict, lit.configs['flat/recommended'], litA11y.configs.recommended ? { plugins: { 'lit-a11y': litA11y }, rules: litA11y.configs.recommended.rules } : {}, wc.configs['flat/recommended']],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // The types of @open-wc's DOM diff say that every `equal` of chai may be a promise; which of the two declarations counts depends on
      // the order the files are read in.
      '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [{ from: 'package', package: '@open-wc/semantic-dom-diff', name: 'Equal' }] }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false, attributes: false, properties: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unsafe-assignment': 'error',
      '@typescript-eslint/no-unsafe-call': 'error',
      '@typescript-eslint/no-unsafe-member-access': 'error',
      '@typescript-eslint/no-unsafe-return': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      'lit/no-template-map': 'off',
      'lit/no-legacy-imports': 'error',
      'lit-a11y/click-events-have-key-events': 'error',
      'no-restricted-syntax': ['error', ...strictPage],
      'no-restricted-imports': ['error', restrictedImports],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-control-regex': 'error',
      eqeqeq: ['error', 'smart'],
      'max-lines': ['error', { max: 400 }],
    },
  },
  {
    files: ['protocol/**/*.ts', 'components/**/*.ts', 'widget/**/*.ts', 'server/**/*.ts', 'scripts/**/*.ts'],
    rules: {
      'max-lines-per-function': ['error', { max: 50, skipComments: true }],
      'no-console': 'off',
    },
  },
  {
    // Environment is read in one place; see server/config.ts.
    files: ['server/**/*.ts'],
    ignores: ['server/config.ts'],
    rules: { 'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'server/config.ts is the only reader of the environment.' }] },
  },
  {
    files: ['test/**/*.ts', 'stories/**/*.ts'],
    rules: {
      // Tests look into DOM that may be absent; the failure of the assertion is the message.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
      'wc/guard-super-call': 'off',
    },
  },
);
