import type { Compilable, CompiledQuery, Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Stands in a statement where a value will be. */
class Hole<Values> {
  readonly name: keyof Values;
  constructor(name: keyof Values) {
    this.name = name;
  }
}

/**
 * A statement that is built and compiled once, for either database, and afterwards only given its values: building one
 * costs more than running it. Worth it for what every message does; elsewhere a query is written where it is used.
 */
export function prepared<Values extends object, Row>(
  db: Kysely<Tables>,
  build: (hole: <Name extends keyof Values>(name: Name) => Values[Name]) => Compilable<Row>,
): (values: Values) => Promise<Row[]> {
  let compiled: CompiledQuery<Row> | null = null;
  return async (values) => {
    // The builder only passes a value on, so it takes the hole for one.
    compiled ??= build((name) => new Hole<Values>(name) as never).compile();
    const parameters = compiled.parameters.map((value) => (value instanceof Hole ? values[value.name as keyof Values] : value));
    return (await db.executeQuery<Row>({ ...compiled, parameters })).rows;
  };
}
