import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { SemVer } from "semver";
import { type Engine, findEngine, type Way } from "../../scripts/engine";
import { cacheRoot } from "../../scripts/engine/cache";
import { engineOnPath } from "../../scripts/engine/on-path";
import { CLI, DYNAMIC_PROVIDER, LANGUAGE_HOST, VERSION } from "../../scripts/engine/wanted";
import { localStack, stackEnvironment } from "../../scripts/local-stack";

const all = [CLI, LANGUAGE_HOST, DYNAMIC_PROVIDER];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "engine-finder-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Executables that only report a version. */
async function put(bin: string, names: readonly string[], version = VERSION): Promise<string> {
  await mkdir(bin, { recursive: true });
  for (const name of names) {
    await writeFile(join(bin, name), `#!/bin/sh\necho v${version}\n`);
    await chmod(join(bin, name), 0o755);
  }
  return bin;
}

describe("on PATH", () => {
  const version = (text: string) => async () => new SemVer(text);

  test("is used with its plugins beside it", async () => {
    const bin = await put(join(folder, "a"), all);
    const engine = { bin, pulumi: join(bin, CLI), version: "3.254.0", from: "PATH" };
    expect(await engineOnPath(["", folder, bin].join(delimiter), version("3.254.0"))).toEqual(engine);
  });

  test("is used when it is a link to where its plugins are", async () => {
    const bin = await put(join(folder, "installed"), all);
    await mkdir(join(folder, "links"));
    await symlink(join(bin, CLI), join(folder, "links", CLI));
    expect(await engineOnPath(join(folder, "links"), version("3.300.0"))).toMatchObject({ bin: join(folder, "links") });
  });

  test("is not used when it is too old, and the reason is said", async () => {
    const bin = await put(join(folder, "a"), all);
    expect(await engineOnPath(bin, version("3.253.9"))).toContain("3.253.9, older than 3.254.0");
  });

  test("is not used without its Node language host", async () => {
    const bin = await put(join(folder, "a"), [CLI, DYNAMIC_PROVIDER]);
    expect(await engineOnPath(bin, version("3.300.0"))).toContain(`without ${LANGUAGE_HOST}`);
  });

  test("is not used when it tells no version", async () => {
    const bin = await put(join(folder, "a"), all, "?");
    expect(await engineOnPath(bin)).toContain("does not tell its version");
  });

  test("may be absent", async () => {
    expect(await engineOnPath(folder)).toBeUndefined();
  });
});

describe("the order", () => {
  const lines: string[] = [];
  const say = (line: string) => lines.push(line);
  const absent = async () => undefined;
  const works = jest.fn(async (root: string) => {
    await put(join(root, "bin"), all);
  });
  const way = (get: Way["get"], from: Engine["from"] = "Go modules", obstacle?: string): Way => ({
    from,
    announcement: `trying ${from}`,
    impossible: async () => obstacle,
    get,
  });
  let root: string;

  beforeEach(() => {
    root = join(folder, "cache", "engine");
    lines.length = 0;
    works.mockClear();
  });

  test("PATH comes first, in silence", async () => {
    const engine: Engine = { bin: folder, pulumi: join(folder, CLI), version: "3.300.0", from: "PATH" };
    await put(join(root, "bin"), all);
    expect(await findEngine(say, { root, onPath: async () => engine, ways: [] })).toBe(engine);
    expect(lines).toEqual([]);
  });

  test("the cache comes next, in silence", async () => {
    await put(join(root, "bin"), all);
    const engine = await findEngine(say, { root, onPath: async () => "too old", ways: [] });
    expect(engine).toEqual({ bin: join(root, "bin"), pulumi: join(root, "bin", CLI), version: VERSION, from: "cache" });
    expect(lines).toEqual([]);
  });

  test("a way that fails gives place to the next, and leaves nothing", async () => {
    const fails = async (temporary: string) => {
      await put(join(temporary, "bin"), [CLI]);
      throw new Error("no\n  network");
    };
    const ways = [way(fails, "download"), way(works)];
    const engine = await findEngine(say, { root, onPath: async () => "too old", ways });
    expect(engine.from).toBe("Go modules");
    expect(lines.slice(0, 4)).toEqual([
      "too old",
      `trying download It goes to ${root}.`,
      "not possible here: no network",
      `trying Go modules It goes to ${root}.`,
    ]);
    expect(await readdir(join(folder, "cache"))).toEqual(["engine"]);
  });

  test.each([
    ["lacks a plugin", all.slice(0, 2), VERSION],
    ["has another version", all, "3.1.0"],
  ])("an engine that %s is not kept", async (_, names, version) => {
    const ways = [way(async (temporary) => void (await put(join(temporary, "bin"), names, version)))];
    await expect(findEngine(say, { root, onPath: absent, ways })).rejects.toThrow("it came");
    expect(existsSync(root)).toBe(false);
  });

  test("what a killed process left is replaced", async () => {
    await put(join(root, "bin"), [CLI]);
    await put(join(`${root}.tmp-killed`, "bin"), [CLI]);
    expect((await findEngine(say, { root, onPath: absent, ways: [way(works)] })).from).toBe("Go modules");
    expect(await readdir(join(folder, "cache"))).toEqual(["engine"]);
  });

  test("of two at once, one gets it and the other waits", async () => {
    const find = () => findEngine(say, { root, onPath: absent, ways: [way(works)] });
    const engines = await Promise.all([find(), find()]);
    expect(engines.map(({ from }) => from).sort()).toEqual(["Go modules", "cache"]);
    expect(works).toHaveBeenCalledTimes(1);
    expect(lines).toContain(`Another process is getting the Pulumi CLI ${VERSION}; waiting for it.`);
  });

  test("if no way works, one sentence says why and what to do", async () => {
    const ways = [way(() => Promise.reject(new Error("offline")), "download"), way(works, "Go modules", "no Go")];
    await expect(findEngine(say, { root, onPath: absent, ways })).rejects.toMatchObject({
      name: "EngineNotFoundError",
      message: expect.stringMatching(
        /^[^\n]*\(offline; no Go\): install Pulumi 3\.254 or newer [^\n]* Go 1\.25 or newer/,
      ),
    });
    expect(works).not.toHaveBeenCalled();
  });
});

test("the cache is where XDG says, and a relative path is ignored", () => {
  const tail = join("pulumi-iot-retained", `pulumi-${VERSION}`);
  expect(cacheRoot({ XDG_CACHE_HOME: "/caches" }, "/home/me")).toBe(join("/caches", tail));
  expect(cacheRoot({ XDG_CACHE_HOME: "caches" }, "/home/me")).toBe(join("/home/me/.cache", tail));
  expect(cacheRoot({}, "/home/me")).toBe(join("/home/me/.cache", tail));
});

describe("the stack of `npm run pulumi`", () => {
  test("is the user's own if a backend is named", () => {
    const env = { PULUMI_BACKEND_URL: "s3://state", HOME: "/home/me" };
    expect(stackEnvironment(env)).toEqual(env);
  });

  test("is local otherwise, with the user's passphrase if there is one", () => {
    const local = localStack({ HOME: "/home/me" }, folder);
    expect(local).toMatchObject({
      PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "",
    });
    expect(localStack({ PULUMI_CONFIG_PASSPHRASE_FILE: "f" }, folder)).not.toHaveProperty("PULUMI_CONFIG_PASSPHRASE");
  });
});
