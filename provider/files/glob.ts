import picomatch from "picomatch";

/**
 * The files that a glob matches. One that is exactly the path of a file is that file alone: names may hold characters of
 * globs.
 *
 * @param files all paths, with forward slashes
 */
export function matching(glob: string, files: ReadonlySet<string>): (file: string) => boolean {
  if (files.has(glob)) return (file) => file === glob;
  const matches = picomatch(glob, { dot: true });
  // Not the matcher itself: with a second argument, as `some` gives one, it answers with an object.
  return (file) => matches(file);
}
