import picomatch from "picomatch";
import { bounded } from "./time-limit";

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
  /** What is wrong with the globs themselves. */
  readonly issues: string[] = [];
  /** The rules for each file, in the order in which they were given. */
  private readonly byFile = new Map<string, GlobRule<T>[]>();
  private readonly unused: GlobRule<T>[] = [];

  /** @param files all paths, with forward slashes, or all topics */
  constructor(
    private readonly rules: readonly GlobRule<T>[],
    files: ReadonlySet<string>,
  ) {
    for (const rule of rules) {
      const matched = files.has(rule.glob) ? [rule.glob] : this.matched(rule, files);
      if (matched?.length === 0) this.unused.push(rule);
      for (const file of matched ?? []) this.add(file, rule);
    }
  }

  /** The rules that match any of these files, in the order in which they were given. */
  matching(...files: readonly string[]): readonly GlobRule<T>[] {
    const [first = [], ...others] = files.map((file) => this.byFile.get(file) ?? []);
    if (others.length === 0) return first;
    const found = new Set([first, ...others].flat());
    return this.rules.filter((rule) => found.has(rule));
  }

  /** Whether any rule matches a file. */
  matches(file: string): boolean {
    return this.byFile.has(file);
  }

  /** The names of the rules that match no file. */
  unmatched(): string[] {
    return this.unused.map(({ name }) => name);
  }

  private add(file: string, rule: GlobRule<T>): void {
    const rules = this.byFile.get(file);
    if (rules === undefined) this.byFile.set(file, [rule]);
    else rules.push(rule);
  }

  /** The files that a glob matches; undefined if that takes too long. All are matched at once, within one limit. */
  private matched({ glob, name }: GlobRule<T>, files: ReadonlySet<string>): string[] | undefined {
    const matches = picomatch(glob, { dot: true });
    // Wrapped, because picomatch returns an object if it gets a second argument, as `filter` passes one.
    const found = bounded(() => [...files].filter((file) => matches(file)));
    if (found !== "too long") return found.value;
    this.issues.push(`${name}: takes too long to match: write it with fewer \`*\``);
    return undefined;
  }
}
