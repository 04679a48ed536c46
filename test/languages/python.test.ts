import { rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { directoryOf, HOSTS, pythonDirectory, pythonRoot } from "../../scripts/languages/wanted";
import { inLanguage, whyNoHost, whyNoVirtualEnvironment } from "./support/languages";
import { quickstartLife } from "./support/life";
import { Project, ROOT } from "./support/project";
import { commandsOf, paste } from "./support/readme";
import { installPythonSdk } from "./support/sdk";

const example = "examples/python";

/** A host that was built neither installs packages nor makes SDKs: the test does so in its place. */
const ofNewerHosts = ["pulumi install", "pulumi package add iot-retained"];

inLanguage("Python", whyNoHost(HOSTS.python) ?? whyNoVirtualEnvironment(), () => {
  let sdk: string;
  afterAll(() => rm(sdk, { recursive: true, force: true }));

  quickstartLife({
    open: async () => {
      const python = pythonDirectory() ?? "";
      sdk = await installPythonSdk(python);
      const path = [directoryOf(HOSTS.python), python];
      return await Project.open(join(ROOT, example), { path, variables: { PYTHONPATH: sdk } });
    },
    prepare: async (project) => {
      await symlink(pythonRoot(), join(project.directory, "venv"));
      for (const command of commandsOf(example)) {
        if (!ofNewerHosts.includes(command)) await paste(project, command);
      }
    },
    // Nor does it make code.
    importOptions: ["--generate-code=false"],
    addImported: (project) =>
      project.edit(
        "__main__.py",
        (program) => `${program}
iot.RetainedMessage(
    "manual", topic="acme/pumps/manual", payload='{"on":true}', marker=False, endpoint="${project.endpoint}"
)
`,
      ),
  });
});
