// The committed manifests say what the class headers say, and no promise is broken in passing.
import { broken, committedManifest, createManifest, homes, majorAnnounced, text } from '../lib/manifest.ts';

export async function manifestCheck(): Promise<string[]> {
  const problems: string[] = [];
  for (const home of homes) {
    const before = committedManifest(home);
    const after = await createManifest(home);
    if (before && text(before) === text(after)) continue;
    const gone = before && !majorAnnounced(home) ? broken(before, after) : [];
    problems.push(...gone.map((one) => `@klapka/${home} no longer has: ${one} (that needs a changeset announcing a major release)`));
    problems.push(`${home}/custom-elements.json is not what the class headers say: run \`npm run manifest\``);
  }
  return problems;
}
