// The manifest names a type as its source does (`CallSize`); an editor needs what stands behind the name (`'small' | 'large'`).
import { join } from 'node:path';
import ts from 'typescript';
import { root } from './root.ts';

export type ExpandType = (source: string, className: string, member: string) => string | null;

/** Looks members of classes up in one program made of `sources` (paths from the checkout's root). */
export function typeExpander(sources: readonly string[]): ExpandType {
  const configPath = join(root, 'tsconfig.json');
  const { options } = ts.parseJsonConfigFileContent(ts.readConfigFile(configPath, (path) => ts.sys.readFile(path)).config, ts.sys, root);
  const program = ts.createProgram(sources.map((source) => join(root, source)), { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  return (source, className, member) => {
    const file = program.getSourceFile(join(root, source));
    const declared = file?.statements.find((one): one is ts.ClassDeclaration => ts.isClassDeclaration(one) && one.name?.text === className);
    const symbol = declared && checker.getTypeAtLocation(declared).getProperty(member);
    if (!declared || !symbol) return null;
    const type = checker.getTypeOfSymbolAtLocation(symbol, declared);
    return (type.isUnion() ? type.types : [type]).map((one) => checker.typeToString(one).replaceAll('"', "'")).join(' | ');
  };
}
