import { writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { version } from "../../package.json";
import { ROOT } from "../../scripts/walk/walk";
import { look, topics } from "../support/look";
import { recordedProgram } from "../support/recorded-program";
import { useStack } from "../support/stack";

// `npm run record`: writes the state of this version and the messages that are live with it, from which later versions go on.

const stack = useStack("passphrase");

test(`the state of ${version} is written, unless there is one`, async () => {
  await stack.up(() => recordedProgram(version));
  const deployment = JSON.parse(await stack.export("--show-secrets"));
  const published = await Promise.all(
    (await topics(stack.endpoint)).map(async (topic) => {
      const { payload = Buffer.of(), ...rest } = (await look(stack.endpoint, topic)) ?? {};
      return { topic, payload: payload.toString("base64"), ...rest };
    }),
  );
  const text = JSON.stringify({ deployment, published }, null, 2).replaceAll(stack.endpoint, "ENDPOINT");
  // It is in the repository for good.
  for (const own of [ROOT, homedir()]) expect(text).not.toContain(own);
  const file = join(ROOT, `test/fixtures/state/${version}.json`);
  writeFileSync(file, `${text}\n`, { flag: "wx" });
});
