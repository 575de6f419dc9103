/*
 * Text of a dialplan. Only what has been checked stands in it: numbers, ids of the gateway, times and names of files. Names that people
 * give to things never do.
 */

/** What may stand in a dialplan as it is. */
const numeral = /^[0-9A-Za-z+*#]{1,64}$/;
const name = /^[0-9A-Za-z_-]{1,64}$/;

export const isNumber = (text: string): boolean => numeral.test(text);

/** Throws for what is no number somebody can dial. */
export function dialled(text: string): string {
  if (!isNumber(text)) throw new Error('What shall stand in the dialplan is no number');
  return text;
}

/** Throws for what is no id of the gateway's. */
export function id(text: string): string {
  if (!name.test(text)) throw new Error('What shall stand in the dialplan is no id');
  return text;
}

/** One extension and its steps; `(label)step` gives a step a label. */
export function extension(pattern: string, steps: readonly string[]): string[] {
  return steps.map((step, index) => {
    const [, label, what] = /^\((\w+)\)(.*)$/.exec(step) ?? [undefined, undefined, step];
    const priority = `${index === 0 ? '1' : 'n'}${label === undefined ? '' : `(${label})`}`;
    return index === 0 ? `exten => ${pattern},${priority},${what}` : ` same => ${priority},${what}`;
  });
}

export function context(name: string, ...lines: readonly (readonly string[])[]): string[] {
  return ['', `[${name}]`, ...lines.flat()];
}

/** Every number, as a pattern; where more may follow, `!` lets it match at once. */
export const anyNumber = '_[0-9a-zA-Z+*#]!';

/** Goes to a number as if whoever calls had dialled it: outside, his own rights count. */
export const goTo = (to: string): string => `Goto(klapka,${dialled(to)},1)`;
