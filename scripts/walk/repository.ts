import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { copyExample } from "./example";

/** A copy of examples/gitops, in which somebody edits files. */
export class Repository {
  private constructor(readonly directory: string) {}

  /** @param directory inside the checkout */
  static copyTo(directory: string): Repository {
    copyExample("gitops", directory);
    return new Repository(directory);
  }

  /** Replaces a text in a file, which must contain it. */
  async replace(path: string, from: string, to: string): Promise<void> {
    const text = await readFile(this.at(path), "utf8");
    if (!text.includes(from)) throw new Error(`${path} holds no ${from}`);
    await writeFile(this.at(path), text.replace(from, to));
  }

  async copy(from: string, to: string): Promise<void> {
    await cp(this.at(from), this.at(to));
  }

  async remove(path: string): Promise<void> {
    await rm(this.at(path));
  }

  private at(path: string): string {
    return join(this.directory, "defaults", path);
  }
}
