import { toolsOf } from "./support/installed";
import { layouts } from "./support/layouts";
import { lifeOf } from "./support/life";
import { describeWith, isWhole } from "./support/run";

for (const layout of isWhole ? layouts : layouts.filter(({ isShare }) => isShare)) {
  describeWith(layout.name, toolsOf(layout), () => lifeOf(layout));
}
