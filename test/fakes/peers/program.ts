import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program of the machine, or null, said aloud: what is proved with it is not proved here. `.ci/run` installs all of them. */
export function findProgram(name: string, debianPackage: string): string | null {
  const found = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)).find(isExecutable);
  if (found === undefined) console.warn(`${name} is not here (apt-get install ${debianPackage}): the checks with it are left out`);
  return found ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
