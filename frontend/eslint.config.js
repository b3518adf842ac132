import js from '@eslint/js';
import hooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import { readdirSync } from 'node:fs';
import tseslint from 'typescript-eslint';

const features = readdirSync(new URL('src/features', import.meta.url));

/** A feature may not reach into another: what two of them need belongs in `ui` or `lib`. */
const betweenFeatures = features.map((feature) => ({
  files: [`src/features/${feature}/**`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          { group: features.filter((other) => other !== feature).map((other) => `@/features/${other}/**`) },
          { group: ['@/app/**'], message: 'The app stands on the features, never the reverse.' },
        ],
      },
    ],
  },
}));

export default defineConfig(
  globalIgnores(['dist', 'src/gql', 'example/operations.ts']),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  hooks.configs.flat['recommended-latest'],
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['eslint.config.js'] } } },
    rules: {
      complexity: ['error', 10],
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', { max: 90, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
    },
  },
  {
    files: ['dev/**'], // demo data, told at length; and a server's hook that is not React's
    rules: { complexity: 'off', 'max-lines-per-function': 'off', 'react-hooks/rules-of-hooks': 'off' },
  },
  { files: ['src/**/*.tsx'], rules: { 'max-lines': ['error', 150] } },
  {
    files: ['src/{ui,lib}/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['@/features/**', '@/app/**'], message: 'lib and ui stand below the features.' },
          ],
        },
      ],
    },
  },
  ...betweenFeatures,
);
