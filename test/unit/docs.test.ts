import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { parse } from "yaml";
import manifest from "../../package.json";

const root = join(__dirname, "../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const filesOf = (folder: string) => readdirSync(join(root, folder)).map((name) => posix.join(folder, name));

const docs = filesOf("docs").filter((path) => path.endsWith(".md"));
const pages = [
  ...filesOf(".").filter((path) => path.endsWith(".md")),
  ...docs,
  ...filesOf("examples").map((folder) => `${folder}/README.md`),
  "bench/README.md",
  "provider/local/PARITY.md",
].filter((path) => existsSync(join(root, path)));

/** Pages that npm ships without being asked. */
const alwaysShipped = ["README.md", "LICENSE", "package.json"];

interface Link {
  page: string;
  target: string;
  /** The file that it leads to, from the root. */
  path: string;
  anchor: string | undefined;
}

/** A page without its fenced code. */
function proseOf(page: string): string {
  return read(page).replace(/^```[\s\S]*?^```/gm, "");
}

function linksOf(page: string): Link[] {
  const targets = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)].map(
    ([, inMarkdown, inHtml]) => inMarkdown ?? inHtml ?? "",
  );
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = "", anchor] = target.split("#");
      const path = file === "" ? page : posix.normalize(posix.join(dirname(page), file));
      return { page, target, path, anchor };
    });
}

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(page: string): string[] {
  const seen = new Map<string, number>();
  return [...proseOf(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) => {
    const slug = heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/\s/g, "-");
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
}

function isShipped(path: string): boolean {
  const shipped = [...manifest.files, ...alwaysShipped];
  return shipped.some((entry) => path === entry || path.startsWith(`${entry}/`));
}

const links = pages.flatMap(linksOf);

test("there are pages and links to look at", () => {
  expect(pages).toEqual(expect.arrayContaining(["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/README.md"]));
  expect(links.length).toBeGreaterThan(50);
});

test("every relative link leads to a file that exists", () => {
  const broken = links.filter(({ path }) => !existsSync(join(root, path)));
  expect(broken.map(({ page, target }) => `${page}: ${target}`)).toEqual([]);
});

test("every anchor leads to a heading", () => {
  const broken = links.filter(
    ({ path, anchor }) => anchor !== undefined && path.endsWith(".md") && !anchorsOf(path).includes(anchor),
  );
  expect(broken.map(({ page, target }) => `${page}: ${target}`)).toEqual([]);
});

test("anchors are the same on GitHub and in the site that TypeDoc makes, which has no two hyphens in a row", () => {
  const different = links.filter(({ anchor = "" }) => anchor.includes("--"));
  expect(different.map(({ page, target }) => `${page}: ${target}`)).toEqual([]);
});

test("a page that ships leads only to files that ship", () => {
  const broken = links.filter(({ page, path }) => isShipped(page) && !isShipped(path));
  expect(broken.map(({ page, target }) => `${page}: ${target}`)).toEqual([]);
});

test.each(["README.md", "docs/README.md"])("%s leads to every page of docs", (list) => {
  const found = new Set(linksOf(list).map(({ path }) => path));
  expect(docs.filter((page) => page !== list && !found.has(page))).toEqual([]);
});

test("every npm script that a page names exists", () => {
  const missing = pages.flatMap((page) =>
    [...read(page).matchAll(/\bnpm (?:run (?:--silent )?([\w:-]+)|(start|test)\b)/g)]
      .map(([, run, short]) => run ?? short ?? "")
      .filter((name) => !Object.hasOwn(manifest.scripts, name))
      .map((name) => `${page}: ${name}`),
  );
  expect(missing).toEqual([]);
});

test("every path of the repository that a page names exists", () => {
  const missing = pages.flatMap((page) =>
    [...proseOf(page).matchAll(/`((?:provider|test|scripts|bench|examples|docs|\.ci|\.github)\/[\w./-]+)`/g)]
      .map(([, path = ""]) => path)
      .filter((path) => ![path, join(dirname(page), path)].some((candidate) => existsSync(join(root, candidate))))
      .map((path) => `${page}: ${path}`),
  );
  expect(missing).toEqual([]);
});

test("ARCHITECTURE.md lists the folders of the package", () => {
  const listed = [...read("ARCHITECTURE.md").matchAll(/^(provider\/[\w-]+)\/ /gm)].map(([, folder]) => folder);
  const folders = readdirSync(join(root, "provider"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(listed.sort()).toEqual(folders.map(({ name }) => `provider/${name}`).sort());
});

test("the project at the root is that of examples/quickstart", () => {
  const { main, ...whole } = parse(read("Pulumi.yaml"));
  const { main: ofExample, ...example } = parse(read("examples/quickstart/Pulumi.yaml"));
  expect(main).toBe(posix.join("examples/quickstart", ofExample));
  expect(whole).toEqual(example);
});

test("editors format as Biome does", () => {
  const { formatter } = JSON.parse(read("biome.json")) as { formatter: { indentStyle: string; lineWidth: number } };
  const rules = Object.fromEntries(
    [...(/^\[\*\]$([^[]*)/m.exec(read(".editorconfig"))?.[1] ?? "").matchAll(/^(\w+) = (.+)$/gm)].map(
      ([, key, value]) => [key, value],
    ),
  );
  expect(rules).toMatchObject({ indent_style: formatter.indentStyle, max_line_length: String(formatter.lineWidth) });
});
