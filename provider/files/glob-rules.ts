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

/** A value for all files that match a glob. */
export interface GlobRule<T> {
  glob: string;
  value: T;
  /** The name of this rule in errors: where it was given, and under which glob. */
  name: string;
}

/**
 * Finds the rules for a file. A glob that is exactly the path of a file matches that file alone, since the names of files
 * may contain the special characters of globs.
 */
export class GlobRules<T> {
  /** Rules for single files, each with its rank. There may be as many as files, so they are looked up by path. */
  private readonly byFile = new Map<string, [number, GlobRule<T>][]>();
  private readonly patterns: { rank: number; rule: GlobRule<T>; matches: (file: string) => boolean }[] = [];

  /** @param files all paths, with forward slashes */
  constructor(
    rules: readonly GlobRule<T>[],
    private readonly files: ReadonlySet<string>,
  ) {
    rules.forEach((rule, rank) => {
      if (!files.has(rule.glob)) {
        const matches = picomatch(rule.glob, { dot: true });
        // Wrapped, because picomatch returns an object if it gets a second argument, as `some` passes one.
        this.patterns.push({ rank, rule, matches: (file) => matches(file) });
        return;
      }
      const others = this.byFile.get(rule.glob) ?? [];
      this.byFile.set(rule.glob, [...others, [rank, rule]]);
    });
  }

  /** The rules that match a file, in the order in which they were given. */
  matching(file: string): GlobRule<T>[] {
    const matched = this.patterns.filter(({ matches }) => matches(file));
    const found = [...matched.map(({ rank, rule }) => [rank, rule] as const), ...(this.byFile.get(file) ?? [])];
    return found.sort(([a], [b]) => a - b).map(([, rule]) => rule);
  }

  /** Whether any rule matches a file. */
  matches(file: string): boolean {
    return this.byFile.has(file) || this.patterns.some(({ matches }) => matches(file));
  }

  /** The names of the rules that match no file. */
  unmatched(): string[] {
    const files = [...this.files];
    return this.patterns.filter(({ matches }) => !files.some(matches)).map(({ rule }) => rule.name);
  }
}
