import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';

interface Asked<Context> {
  resolve?: GraphQLFieldResolver<never, Context, never>;
  subscribe?: GraphQLFieldResolver<never, Context, never>;
}

/** How fields are answered whose value is not simply there: by type and field. */
export type Resolvers<Context> = Record<string, Record<string, Asked<Context>>>;

/** The hub's schema, with some of its fields answered by functions. Naming a field it does not have is an error. */
export function answering<Context>(resolvers: Resolvers<Context>): GraphQLSchema {
  const schema = buildSchema(readFileSync(join(import.meta.dirname, '../../schema/schema.graphql'), 'utf8'));
  for (const [typeName, fields] of Object.entries(resolvers)) {
    const type = schema.getType(typeName);
    for (const [fieldName, asked] of Object.entries(fields)) {
      const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
      if (!field) throw new Error(`the schema has no ${typeName}.${fieldName}`);
      Object.assign(field, asked);
    }
  }
  return schema;
}
