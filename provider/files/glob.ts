import picomatch from "picomatch";

/** Whether a text can be a glob at all. */
export function isGlob(text: string): boolean {
  try {
    picomatch(text);
    return true;
  } catch {
    return false;
  }
}

/** What is said of files by glob. */
export interface GlobRule<T> {
  glob: string;
  value: T;
  /** How errors call it. */
  name: string;
}

/**
 * Finds what is said of a file. A glob that is exactly the path of a file is that file alone: names may hold characters
 * of globs.
 */
export class GlobRules<T> {
  /** What is said of single files, of which there may be as many as files. */
  private readonly single = new Map<string, [number, GlobRule<T>][]>();
  private readonly patterns: { rank: number; said: GlobRule<T>; matches: (file: string) => boolean }[] = [];

  /** @param files all paths, with forward slashes */
  constructor(
    all: readonly GlobRule<T>[],
    private readonly files: ReadonlySet<string>,
  ) {
    all.forEach((said, rank) => {
      if (!files.has(said.glob)) {
        const matches = picomatch(said.glob, { dot: true });
        // Not the matcher itself: with a second argument, as `some` gives one, it answers with an object.
        this.patterns.push({ rank, said, matches: (file) => matches(file) });
        return;
      }
      const others = this.single.get(said.glob) ?? [];
      this.single.set(said.glob, [...others, [rank, said]]);
    });
  }

  /** What is said of a file, in the order in which it was said. */
  of(file: string): GlobRule<T>[] {
    const matched = this.patterns.filter(({ matches }) => matches(file));
    const found = [...matched.map(({ rank, said }) => [rank, said] as const), ...(this.single.get(file) ?? [])];
    return found.sort(([a], [b]) => a - b).map(([, said]) => said);
  }

  has(file: string): boolean {
    return this.single.has(file) || this.patterns.some(({ matches }) => matches(file));
  }

  /** What is said of none of the files. */
  idle(): GlobRule<T>[] {
    const files = [...this.files];
    return this.patterns.filter(({ matches }) => !files.some(matches)).map(({ said }) => said);
  }
}
