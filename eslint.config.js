// Lint rules. The import rules are the architecture (scripts/lint/rooms.js); nothing is excepted from them.
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'
import imports from './scripts/lint/import-rules.js'

export default tseslint.config(
  {
    ignores: ['node_modules', 'out', 'dist', 'coverage', '**/*.d.ts', 'test/fixtures/**', '.lamina', 'demo-output'],
  },
  ...tseslint.configs.recommended,
  {
    // A rule that does not fit is changed here, for everyone.
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-explicit-any': 'error',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { imports },
    rules: { 'imports/rooms': 'error' },
  },
  {
    files: ['src/renderer/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
)
