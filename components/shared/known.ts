const told = new Set<string>();

/** A property's value where it is one of those it may have; else `fallback`, and the page's author is told once. */
export function known<Value extends string>(host: Element, property: string, value: Value, values: readonly Value[], fallback: NoInfer<Value>): Value {
  if (values.includes(value)) return value;
  const problem = `<${host.localName}> takes ${values.join(', ')} for "${property}", not "${String(value).slice(0, 40)}".`;
  if (!told.has(problem)) console.warn(problem);
  told.add(problem);
  return fallback;
}
