import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ConsoleError } from "./answer";

/** Where `npm run build` puts the page. It is the same folder from `provider` and from `dist`, which are side by side. */
const folder = join(__dirname, "../../../dist/local/console/page");

const files: Record<string, { name: string; contentType: string }> = {
  "/": { name: "index.html", contentType: "text/html; charset=utf-8" },
  "/console/page.js": { name: "page.js", contentType: "text/javascript; charset=utf-8" },
  "/console/page.css": { name: "page.css", contentType: "text/css; charset=utf-8" },
};

/** The file of the page at a path, if there is one. @throws ConsoleError if the page is not built */
export function pageFile(path: string): { contentType: string; body: Buffer } | undefined {
  const file = Object.hasOwn(files, path) ? files[path] : undefined;
  if (file === undefined) return undefined;
  try {
    return { contentType: file.contentType, body: readFileSync(join(folder, file.name)) };
  } catch {
    throw new ConsoleError(503, "The console is not built. Run `npm run build`.");
  }
}
