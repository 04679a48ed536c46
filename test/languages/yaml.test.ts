import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { directoryOf, HOSTS } from "../../scripts/languages/wanted";
import { text, topics } from "../support/look";
import { inLanguage, whyNoHost } from "./support/languages";
import { quickstartLife } from "./support/life";
import { PLUGIN, Project, ROOT } from "./support/project";
import { commandsOf, paste } from "./support/readme";

const example = "examples/yaml";

function open(...path: string[]): Promise<Project> {
  return Project.open(join(ROOT, example), { path: [...path, directoryOf(HOSTS.yaml)] });
}

inLanguage("YAML", whyNoHost(HOSTS.yaml), () => {
  describe("the quickstart, with the plugin of `npm run plugin`", () => {
    quickstartLife({
      open,
      prepare: async (project) => {
        for (const command of commandsOf(example)) await paste(project, command);
      },
      addImported: async (project, printed) => {
        const [, resource = ""] = printed.split("\nresources:\n");
        await project.edit("Pulumi.yaml", (program) =>
          program.replace("\nresources:\n", `\nresources:\n${resource}\n`),
        );
      },
    });
  });

  test("the plugin of `npm run plugin` holds what is loaded late: schemas, YAML files, and the registry of things", async () => {
    const project = await Project.open(join(__dirname, "programs/yaml"), { path: [directoryOf(HOSTS.yaml)] });
    try {
      project.registry = { things: { "pump-1": {} }, groups: { pumps: { things: ["pump-1"] } } };
      for (const command of commandsOf(example)) await paste(project, command);
      await project.pulumi("up", "--yes", "--skip-preview");
      expect(await text(project.endpoint, "late/switch")).toBe('{"on":[1,2]}');
      const outputs = JSON.parse(await project.pulumi("stack", "output", "--json"));
      expect(outputs).toEqual({ things: [{ thingName: "pump-1", attributes: {} }] });
      await project.pulumi("config", "set", "rate", "101");
      await expect(project.pulumi("preview")).rejects.toThrow('`payload`: must be <= 100 at "/rate"');
    } finally {
      await project.close();
    }
  });

  test("`pulumi package add` takes the folder of the npm package, and runs no npm there", async () => {
    const fake = await mkdtemp(join(tmpdir(), "fake-npm-"));
    const trace = join(fake, "was-run");
    await writeFile(join(fake, "npm"), `#!/bin/sh\ntouch "${trace}"\nexit 1\n`, { mode: 0o755 });
    const project = await open(fake);
    try {
      await project.pulumi("package", "add", PLUGIN);
      // While the plugin kept it waiting, this took two minutes.
      await project.pulumi("install");
      for (const command of commandsOf(example).slice(1)) await paste(project, command);
      expect(await project.pulumi("up", "--yes", "--skip-preview")).toMatch(/\+ 6 created/);
      expect(await topics(project.endpoint)).toHaveLength(5);
      await project.pulumi("destroy", "--yes", "--skip-preview");
      expect(await topics(project.endpoint)).toEqual([]);
      expect(existsSync(trace)).toBe(false);
    } finally {
      await project.close();
      await rm(fake, { recursive: true });
    }
  });
});
