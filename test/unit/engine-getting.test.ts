import { existsSync, statSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { createGzip } from "node:zlib";
import { pack } from "tar-stream";
import { DrawnLine } from "../../provider/cli/support/drawn-line";
import { downloadRelease } from "../../scripts/engine/download";
import { buildBinaries } from "../../scripts/engine/go-modules";
import { type Progress, ProgressReport } from "../../scripts/engine/progress";
import { VERSION } from "../../scripts/engine/wanted";

// How the Pulumi CLI is got, and how far that is.

const { signal } = new AbortController();
let root: string;
let told: string[];
const progress: Progress = (what, done, total) => void told.push(`${done}/${total} ${what}`);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "engine-"));
  told = [];
});
afterEach(() => rm(root, { recursive: true }));

describe("a download", () => {
  let server: Server;

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  async function serve(listener: RequestListener): Promise<{ releases: string }> {
    server = createServer(listener).listen(0, "127.0.0.1");
    await new Promise((listening) => server.once("listening", listening));
    return { releases: `http://127.0.0.1:${(server.address() as AddressInfo).port}/sdk` };
  }

  test("puts every program of the archive into one folder, and nothing elsewhere", async () => {
    const archive = pack();
    archive.entry({ name: "pulumi", type: "directory" });
    for (const name of ["pulumi/pulumi", "pulumi/bin/pulumi-language-nodejs", "../../outside"]) {
      archive.entry({ name }, `program ${name}`);
    }
    archive.finalize();
    const bytes = await buffer(archive.pipe(createGzip()));
    const asked: (string | undefined)[] = [];
    const options = await serve(({ url }, response) => {
      asked.push(url);
      response.setHeader("content-length", bytes.length).end(bytes);
    });
    await downloadRelease(root, signal, progress, options);
    expect(asked).toEqual([`/sdk/pulumi-v${VERSION}-${process.platform}-${process.arch}.tar.gz`]);
    const bin = join(root, "bin");
    expect((await readdir(bin)).sort()).toEqual(["outside", "pulumi", "pulumi-language-nodejs"]);
    expect(await readFile(join(bin, "pulumi"), "utf8")).toBe("program pulumi/pulumi");
    expect(statSync(join(bin, "pulumi")).mode & 0o111).toBe(0o111);
    expect(existsSync(join(root, "..", "outside"))).toBe(false);
    expect(told.at(-1)).toBe("0/0 megabytes downloaded");
  });

  test.each<[string, RequestListener, RegExp]>([
    ["refuses", (_, response) => void response.writeHead(403).end(), /^http.*\.tar\.gz: status 403$/],
    ["sends no archive", (_, response) => void response.end("<html>"), /^http.*\.tar\.gz: incorrect header check$/],
  ])("says in one line why it fails, if the server %s", async (_, listener, message) => {
    await expect(downloadRelease(root, signal, progress, await serve(listener))).rejects.toThrow(message);
  });

  test.each<[string, RequestListener]>([
    ["is silent", () => {}],
    ["falls silent", (_, response) => void response.writeHead(200, { "content-length": 9_000_000 }).write("x")],
  ])("gives up after a while, if the server %s", async (_, listener) => {
    const options = { ...(await serve(listener)), silence: 200 };
    const message = /^http.*\.tar\.gz: no answer for 0\.2 s$/;
    await expect(downloadRelease(root, signal, progress, options)).rejects.toThrow(message);
  });

  test("says that nobody is there", async () => {
    const options = await serve(() => {});
    await new Promise((closed) => server.close(closed));
    await expect(downloadRelease(root, signal, progress, options)).rejects.toThrow(/: connect ECONNREFUSED/);
  });
});

describe("a build from Go modules", () => {
  const { PATH } = process.env;
  const binary = { name: "tool", module: "", source: "./tool", version: "1.0.0" };

  afterEach(() => {
    process.env["PATH"] = PATH;
  });

  /** Puts a `go` on PATH that prints what it is told to. */
  async function fakeGo(script: string): Promise<void> {
    const folder = join(root, "fake");
    await mkdir(folder);
    await writeFile(join(folder, "go"), `#!/bin/sh\n${script}`);
    await chmod(join(folder, "go"), 0o755);
    process.env["PATH"] = folder + delimiter + PATH;
  }

  const listed = '[ "$1" = list ] && { echo "go: downloading a.example/b v1.0.0" >&2; echo fmt; echo a/b; exit; }\n';

  test("counts what it downloads and compiles", async () => {
    await fakeGo(`${listed}echo fmt >&2; echo a/b >&2`);
    await buildBinaries(root, [{ ...binary, module: root }], signal, progress);
    expect(told).toEqual([
      "1/undefined modules of tool downloaded",
      "1/2 packages of tool compiled",
      "2/2 packages of tool compiled",
    ]);
  });

  test("fails with what Go complains of, and not with the name of a package", async () => {
    await fakeGo(`${listed}echo fmt >&2; echo "# a/b" >&2; echo "b.go:1: wrong" >&2; exit 1`);
    await expect(buildBinaries(root, [{ ...binary, module: root }], signal, progress)).rejects.toThrow(
      /^go build: b\.go:1: wrong$/,
    );
  });

  test("fails if the modules cannot be had", async () => {
    await fakeGo('echo "go: a.example/b@v1.0.0: no route" >&2; exit 1');
    await expect(buildBinaries(root, [{ ...binary, module: root }], signal, progress)).rejects.toThrow(
      /^go list: go: a\.example\/b@v1\.0\.0: no route$/,
    );
  });
});

describe("how far it is", () => {
  let lines: string[];

  beforeEach(() => {
    lines = [];
  });

  const all = (report: ProgressReport) => {
    for (let done = 1; done <= 3; done++) report.show("modules downloaded", done);
    for (let done = 1; done <= 1_000; done++) report.show("packages compiled", done, 1_000);
    report.end();
  };

  test("is a line at the beginning of a task and for each fifth of it, without a terminal", () => {
    all(new ProgressReport((line) => lines.push(line), new DrawnLine({ isTTY: false } as NodeJS.WriteStream)));
    expect(lines).toEqual([
      "modules downloaded: 1",
      "packages compiled: 1 of 1,000",
      "packages compiled: 200 of 1,000",
      "packages compiled: 400 of 1,000",
      "packages compiled: 600 of 1,000",
      "packages compiled: 800 of 1,000",
      "packages compiled: 1,000 of 1,000",
    ]);
  });

  test("is one line that is drawn over, on a terminal", () => {
    const { CI, ...rest } = process.env;
    process.env = rest;
    let drawn = "";
    const write = (text: string) => {
      drawn += text;
    };
    const terminal = { isTTY: true, columns: 80, write } as unknown as NodeJS.WriteStream;
    all(new ProgressReport((line) => lines.push(line), new DrawnLine(terminal)));
    if (CI !== undefined) process.env["CI"] = CI;
    expect(lines).toEqual([]);
    expect(drawn).toContain("modules downloaded: 3\r");
    expect(drawn).toMatch(/\[#{20}\.{20}\] \S*packages compiled: 500 of 1,000\r/);
    expect(drawn.endsWith("\r\u001b[K")).toBe(true);
  });
});
