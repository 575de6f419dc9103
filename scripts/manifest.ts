// `npm run manifest`: writes each package's custom-elements.json from the class headers. What others may have built upon is
// taken away only with a changeset that announces a major release.
import { broken, commitManifest, committedManifest, createManifest, homes, majorAnnounced, promises } from './lib/manifest.ts';

for (const home of homes) {
  const before = committedManifest(home);
  const after = await createManifest(home);
  const gone = before ? broken(before, after) : [];
  if (gone.length > 0 && !majorAnnounced(home)) {
    console.error(`@klapka/${home} no longer has:\n${gone.map((one) => `  ${one}`).join('\n')}\nKeep it, or announce a major release of @klapka/${home} in .changeset/ (see CONTRIBUTING.md).`);
    process.exit(1);
  }
  commitManifest(home, after);
  console.log(`${home}/custom-elements.json: ${promises(after).length} promises`);
}
