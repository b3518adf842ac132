import type { CodegenConfig } from '@graphql-codegen/cli';

const scalars = {
  Instant: 'string',
  Period: 'string',
  MoneyAmount: 'number',
  JSON: 'unknown',
  Date: 'string',
};

const config: CodegenConfig = {
  schema: '../schema/schema.graphql',
  generates: {
    'src/gql/': {
      documents: 'src/**/*.graphql',
      preset: 'client',
      presetConfig: { fragmentMasking: { unmaskFunctionName: 'readFragment' } },
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        strictScalars: true,
        scalars,
      },
    },
    'example/operations.ts': {
      documents: 'example/benefits.ts',
      plugins: ['typescript-operations'],
      config: { enumsAsTypes: true, strictScalars: true, scalars },
    },
  },
};

export default config;
