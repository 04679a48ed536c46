import { toolsOf } from "./support/installed";
import { layouts, mocks, moves } from "./support/layouts";
import { lifeOf } from "./support/life";
import { mocksOf } from "./support/mocks";
import { moveOf } from "./support/move";
import { describeWith, isWhole } from "./support/run";

for (const layout of isWhole ? layouts : layouts.filter(({ isShare }) => isShare)) {
  describeWith(layout.name, toolsOf(layout), () => lifeOf(layout));
}

for (const move of isWhole ? moves : []) {
  describeWith(move.name, [move.from, move.to].flatMap(toolsOf), () => moveOf(move));
}

for (const layout of isWhole ? mocks : []) {
  describeWith(layout.name, toolsOf(layout), () => mocksOf(layout));
}
