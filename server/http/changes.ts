import { z } from 'zod';

/** Fields may be left out, but defaults of the schema for a new one must not come in their place. */
export function changeOf<Shape extends z.ZodRawShape>(schema: z.ZodObject<Shape>): z.ZodObject<{ [Field in keyof Shape]: z.ZodOptional<z.ZodType<z.output<Shape[Field]>>> }> {
  const fields = Object.entries(schema.shape).map(([name, field]) => [name, (field instanceof z.ZodDefault ? field.unwrap() : field) as z.ZodType]);
  return z.strictObject(Object.fromEntries(fields.map(([name, field]) => [name, (field as z.ZodType).optional()]))) as never;
}
