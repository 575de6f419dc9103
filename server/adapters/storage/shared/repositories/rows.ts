/** Lists stand in the database as JSON text written by this module alone, so they are read back without a schema. */
export function parseList<Item>(json: string): Item[] {
  return JSON.parse(json) as Item[];
}

/** A change with the fields that were left out really left out, each turned into its column by `columns`. */
export function changes<Change extends object, Columns extends Partial<Record<keyof Change, (value: never) => unknown>>>(
  change: Change,
  columns: Columns,
): Record<string, unknown> {
  const set: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined) continue;
    const toColumn = (columns as Record<string, ((value: unknown) => unknown) | undefined>)[name];
    set[name] = toColumn ? toColumn(value) : value;
  }
  return set;
}

export const toFlag = (value: boolean): number => (value ? 1 : 0);
export const toList = (value: readonly unknown[]): string => JSON.stringify(value);
