import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { pythonDirectory } from "../../scripts/languages/wanted";
import { text, topics } from "../support/look";
import { inLanguage, whyNoSdkMaker, whyNoVirtualEnvironment } from "./support/languages";
import { PLUGIN, Project, ROOT } from "./support/project";
import { compileNodeSdk, goBuild, installPythonSdk, sdkOf, TO_COMPILE } from "./support/sdk";

const run = promisify(execFile);

const noSdks = whyNoSdkMaker();

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "iot-retained-sdk-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Everything that a user can name in an SDK. */
const resources = ["Provider", "Publication", "RetainedMessage", "RetainedMessageSet"];

inLanguage("SDK of Node.js", noSdks, () => {
  test("compiles, and its program publishes", async () => {
    const program = join(folder, "program");
    await mkdir(program);
    await symlink(join(ROOT, "node_modules"), join(program, "node_modules"));
    const plugins = { providers: [{ name: "iot-retained", path: PLUGIN }] };
    const description = { name: "pumps-nodejs", runtime: "nodejs", main: "index.js", plugins };
    await writeFile(join(program, "Pulumi.yaml"), JSON.stringify(description));
    await writeFile(
      join(program, "index.js"),
      `const iot = require("./sdk/bin");
const one = new iot.RetainedMessage("one", { topic: "a/one", payload: { on: true }, qos: iot.QoS.AtMostOnce });
const messages = { "a/two": "text", "a/three": { payload: { size: one.payloadSize }, contentType: "application/json" } };
exports.count = new iot.RetainedMessageSet("set", { messages }).count;
exports.found = one.id.apply(async () => (await iot.getRetainedMessage({ topic: "a/one" })).payload);
`,
    );
    const project = await Project.open(program);
    try {
      const sdk = join(project.directory, "sdk");
      await cp(await sdkOf("nodejs"), sdk, { recursive: true });
      const compiled = await compileNodeSdk(sdk);
      expect(Object.keys(require(compiled))).toEqual(expect.arrayContaining(resources));
      await project.pulumi("stack", "init", "dev");
      await project.pulumi("config", "set", "iot-retained:owner", "acme/pumps/dev");
      await project.pulumi("config", "set", "iot-retained:endpoint", project.endpoint);
      expect(await project.pulumi("up", "--yes", "--skip-preview")).toMatch(/\+ 3 created/);
      expect(await topics(project.endpoint)).toEqual(["a/one", "a/three", "a/two"]);
      expect(await text(project.endpoint, "a/three")).toBe('{"size":11}');
      expect(JSON.parse(await project.pulumi("stack", "output", "--json"))).toEqual({ count: 2, found: '{"on":true}' });
      await project.pulumi("destroy", "--yes", "--skip-preview");
      expect(await topics(project.endpoint)).toEqual([]);
    } finally {
      await project.close();
    }
  });
});

inLanguage("SDK of Python", noSdks ?? whyNoVirtualEnvironment(), () => {
  test("is installed and imported, with names as Python writes them", async () => {
    const python = pythonDirectory() ?? "";
    const site = await installPythonSdk(python);
    try {
      const program = `import json, pulumi_iot_retained as iot
print(json.dumps([name for name in dir(iot) if name[0] != "_"] + [each.name for each in iot.PayloadFormatIndicator]))`;
      const { stdout } = await run(join(python, "python"), ["-c", program], { env: { PYTHONPATH: site } });
      const functions = ["load_messages", "get_retained_message", "things_in_group", "SetMessageArgs"];
      const values = ["UNSPECIFIED_BYTES", "UTF8_DATA"];
      expect(JSON.parse(stdout)).toEqual(expect.arrayContaining([...resources, ...functions, ...values]));
    } finally {
      await rm(site, { recursive: true });
    }
  });
});

inLanguage("SDK of Go", noSdks, () => {
  test(
    "compiles",
    async () => {
      await cp(await sdkOf("go"), folder, { recursive: true });
      await goBuild(folder);
      expect(await readdir(join(folder, "iotretained"))).toEqual(
        expect.arrayContaining(["retainedMessage.go", "retainedMessageSet.go", "publication.go", "loadMessages.go"]),
      );
    },
    TO_COMPILE,
  );
});

for (const language of [".NET", "Java"]) {
  inLanguage(`SDK of ${language}`, "no Go module carries the maker of its SDKs", () => {
    test.todo("compiles");
  });
}
