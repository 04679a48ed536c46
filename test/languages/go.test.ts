import { cp } from "node:fs/promises";
import { join } from "node:path";
import { directoryOf, HOSTS } from "../../scripts/languages/wanted";
import { inLanguage, whyNoHost } from "./support/languages";
import { quickstartLife } from "./support/life";
import { PLUGIN, Project } from "./support/project";
import { goBuild, goVariables, sdkOf } from "./support/sdk";

inLanguage("Go", whyNoHost(HOSTS.go), () => {
  quickstartLife({
    open: () => Project.open(join(__dirname, "programs/go"), { path: [directoryOf(HOSTS.go)], variables: goVariables }),
    prepare: async (project) => {
      await cp(await sdkOf("go"), join(project.directory, "sdk"), { recursive: true });
      await goBuild(project.directory);
      const plugin = `plugins: { providers: [{ name: iot-retained, path: "${PLUGIN}" }] }`;
      await project.edit("Pulumi.yaml", (text) => `${text}${plugin}\n`);
      await project.pulumi("stack", "init", "dev");
      for (const [name, value] of [
        ["iot-retained:owner", "acme/pumps/dev"],
        ["iot-retained:endpoint", project.endpoint],
      ] as const) {
        await project.pulumi("config", "set", name, value);
      }
      await project.pulumi("config", "set", "--secret", "wifiPassword", "correct horse battery staple");
    },
    // A host that was built makes no code.
    importOptions: ["--generate-code=false"],
    addImported: (project) =>
      project.edit("main.go", (program) =>
        program.replace(
          "// imported",
          `"manual": {
				Topic:    pulumi.String("acme/pumps/manual"),
				Payload:  pulumi.String(\`{"on":true}\`),
				Marker:   pulumi.Bool(false),
				Endpoint: pulumi.String("${project.endpoint}"),
			},`,
        ),
      ),
  });
});
