const UNRELEASED = "## Unreleased\n";

/** What a changelog says of each version, newest first, in the order of the file. */
function sectionsOf(changelog: string): { title: string; text: string }[] {
  return changelog
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const end = section.indexOf("\n");
      return { title: section.slice(0, end), text: section.slice(end).trim() };
    });
}

/** What is new in a version; undefined if it has no section with a date. */
export function notesOf(changelog: string, version: string): string | undefined {
  return sectionsOf(changelog).find(({ title }) => titleOf(version).test(title))?.text;
}

/** What is new and belongs to no version yet. */
export function unreleased(changelog: string): string {
  return sectionsOf(changelog).find(({ title }) => title === "Unreleased")?.text ?? "";
}

/** Makes a section of a version from what was not released. */
export function withSection(changelog: string, version: string, date: string): string {
  if (unreleased(changelog) === "") throw new Error("CHANGELOG.md has nothing under `## Unreleased`");
  return changelog.replace(UNRELEASED, `${UNRELEASED}\n## ${version} - ${date}\n`);
}

function titleOf(version: string): RegExp {
  return new RegExp(`^${version.replaceAll(".", "\\.")} - \\d{4}-\\d{2}-\\d{2}$`);
}
