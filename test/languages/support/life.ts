import { readFileSync } from "node:fs";
import { join } from "node:path";
import { look, publishAs, text, topics } from "../../support/look";
import { type Project, ROOT } from "./project";
import { TO_COMPILE } from "./sdk";

/** A program that declares the messages of examples/quickstart. */
export interface Quickstart {
  /** Opens the project. */
  open(): Promise<Project>;
  /** Makes a stack in it, whose owner, endpoint and password are set. */
  prepare(project: Project): Promise<void>;
  /** Adds to the program what an import of the topic `acme/pumps/manual` needs. */
  addImported(project: Project, printed: string): Promise<void>;
  /** Options of the import. */
  importOptions?: readonly string[];
}

const SECRET = "correct horse battery staple";
const DEFAULTS = "acme/pumps/defaults";
const MANUAL = "acme/pumps/manual";

const pumpDefaults = JSON.parse(readFileSync(join(ROOT, "examples/quickstart/pump-defaults.json"), "utf8"));

/** What is live on each topic, by the name of its resource. */
const declared: Readonly<Record<string, { topic: string; payload: unknown }>> = {
  "pump-defaults": { topic: DEFAULTS, payload: { ...pumpDefaults, reportIntervalSeconds: 60 } },
  "pump-1-pressure": {
    topic: "homeassistant/sensor/pump-1/pressure/config",
    payload: expect.objectContaining({ unique_id: "pump-1-pressure", device: expect.any(Object) }),
  },
  "pump-1-description": {
    topic: "homie/5/pump-1/$description",
    payload: expect.objectContaining({ homie: "5.0", version: 1, nodes: expect.any(Object) }),
  },
  "site-wifi": { topic: "acme/site-1/wifi", payload: { ssid: "pumps", password: SECRET } },
};
const AUTHORITY = "acme/pumps/trusted-authority";
const names = [...Object.keys(declared), "trusted-authority"];
const declaredTopics = [...Object.values(declared).map(({ topic }) => topic), AUTHORITY].sort();

const quiet = ["--yes", "--skip-preview"];

/** The whole life of the quickstart in a language. Each step goes on where the one before has ended. */
export function quickstartLife({ open, prepare, addImported, importOptions = [] }: Quickstart): void {
  let project: Project;
  beforeAll(async () => {
    project = await open();
    await prepare(project);
  }, TO_COMPILE);
  afterAll(async () => {
    await project?.close();
  });

  test("preview shows each message, and publishes nothing", async () => {
    const said = await project.pulumi("preview");
    for (const name of names) expect(said).toMatch(row("+", name, "create"));
    expect(said).not.toContain(SECRET);
    expect(await topics(project.endpoint)).toEqual([]);
  });

  test("up publishes each message as it is declared", async () => {
    const said = await project.pulumi("up", ...quiet);
    expect(said).toMatch(/\+ 6 created/);
    expect(said).not.toContain(SECRET);
    expect(await topics(project.endpoint)).toEqual(declaredTopics);
    for (const [name, { topic, payload }] of Object.entries(declared)) {
      const seen = await look(project.endpoint, topic);
      expect(JSON.parse(seen?.payload.toString("utf8") ?? "")).toEqual(payload);
      const marker = seen?.userProperties.find((property) => "managed-by" in property)?.["managed-by"];
      expect(marker).toMatch(new RegExp(`^pulumi:acme/pumps/dev/${name}#[0-9a-f]{12}`));
    }
    const authority = readFileSync(join(ROOT, "examples/yaml/trusted-authority.der"));
    expect((await look(project.endpoint, AUTHORITY))?.payload).toEqual(authority);
  });

  test("the state has no secret in plain text", async () => {
    const state = await project.pulumi("stack", "export");
    expect(state).toContain("acme/site-1/wifi");
    expect(state).not.toContain(SECRET);
  });

  test("a further up says that nothing is to do, and calls nothing", async () => {
    expect(await project.pulumi("up", ...quiet)).toMatch(/6 unchanged/);
    expect(project.calls).toEqual([]);
  });

  test("a changed value is shown, and its topic alone is published", async () => {
    await project.pulumi("config", "set", "reportIntervalSeconds", "15");
    expect(await project.pulumi("preview", "--diff")).toMatch(/reportIntervalSeconds: 60 => 15/);
    expect(await project.pulumi("up", ...quiet)).toMatch(row("~", "pump-defaults", "updated"));
    expect(project.published).toEqual([DEFAULTS]);
    expect(JSON.parse((await text(project.endpoint, DEFAULTS)) ?? "")).toMatchObject({ reportIntervalSeconds: 15 });
  });

  test("refresh finds drift, preview shows it, and up repairs it", async () => {
    await publishAs(project.endpoint, DEFAULTS, '{"reportIntervalSeconds":1}');
    expect(await project.pulumi("refresh", ...quiet)).toMatch(/~ 1 updated/);
    expect(await project.pulumi("preview", "--diff")).toMatch(/reportIntervalSeconds: 1 => 15/);
    expect(await project.pulumi("up", ...quiet)).toMatch(row("~", "pump-defaults", "updated"));
    expect(project.published).toEqual([DEFAULTS]);
    const repaired = JSON.parse((await text(project.endpoint, DEFAULTS)) ?? "");
    expect(repaired).toEqual({ ...pumpDefaults, reportIntervalSeconds: 15 });
    await project.pulumi("refresh", ...quiet, "--expect-no-changes");
  });

  test("a message of somebody else is imported by its topic, and the next preview shows no change", async () => {
    await publishAs(project.endpoint, MANUAL, '{"on":true}');
    const what = ["iot-retained:index:RetainedMessage", "manual", MANUAL];
    const printed = await project.pulumi("import", ...what, "--yes", "--protect=false", ...importOptions);
    expect(printed).toMatch(/= 1 imported/);
    await addImported(project, printed);
    expect(await project.pulumi("preview", "--expect-no-changes")).toMatch(/7 unchanged/);
    expect(project.published).toEqual([]);
  });

  test("destroy clears each topic", async () => {
    expect(await project.pulumi("destroy", ...quiet)).toMatch(/- 7 deleted/);
    expect(await topics(project.endpoint)).toEqual([]);
  });
}

/** A row of a resource as the CLI prints it. */
function row(sign: string, name: string, what: string): RegExp {
  return new RegExp(`\\${sign}  iot-retained:index:RetainedMessage ${name} ${what}`);
}
