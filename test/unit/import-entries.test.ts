import { createHash } from "node:crypto";
import { asMessages, asSet, candidateOf, issueWith } from "../../provider/cli/support/import-entries";
import type { LiveMessage } from "../../provider/messages/message";
import { SIGNATURE_KEY } from "../../provider/pulumi/signatures";
import { isUnknown } from "../../provider/pulumi/unknowns";
import { sentinels, signatures } from "../support/sentinels";

const place = { region: "eu-west-1", dataEndpoint: "https://127.0.0.1" };

function live(topic: string, text: string): LiveMessage {
  const userProperties = [
    [SIGNATURE_KEY, text],
    [text, SIGNATURE_KEY],
  ] as const;
  return { topic, payload: Buffer.from(text), qos: 1, userProperties: [...userProperties], lastModifiedTime: 1 };
}

test.each([...sentinels, ...signatures])(
  "an import of the text %s has no value that Pulumi takes for another",
  (text) => {
    const candidates = [candidateOf(live("a/b", text))];
    expect(candidates.map((candidate) => issueWith(candidate, true))).toEqual([undefined]);
    const resources = [...asMessages(candidates, place), asSet("set", candidates, place)];
    for (const { inputs, outputs } of resources) {
      expect(isUnknown([inputs, outputs])).toBe(false);
      const { __bookkeeping, ...rest } = outputs as Record<string, unknown>;
      expect(JSON.stringify([inputs, rest])).not.toContain(`"${SIGNATURE_KEY}":`);
    }
  },
);

test("a message whose topic no program can declare is left out", () => {
  const [topic = ""] = sentinels;
  const reason = `${topic}: \`topic\`: is a text that Pulumi takes for an unknown value: choose another`;
  expect(issueWith(candidateOf(live(topic, "x")), false)).toBe(reason);
  expect(issueWith(candidateOf(live(topic, "x")), true)).toBe(reason);
  expect(issueWith(candidateOf(live(SIGNATURE_KEY, "x")), true)).toContain("cannot be in a set: use a RetainedMessage");
  expect(issueWith(candidateOf(live(SIGNATURE_KEY, "x")), false)).toBeUndefined();
});

test("a message that carries the version of its payload is declared with `version`, and another is not", () => {
  const versionOf = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 16);
  const versioned = (...versions: string[]) => {
    const userProperties = [["k", "v"] as const, ...versions.map((version) => ["version", version] as const)];
    const [found] = asMessages([candidateOf({ ...live("a", "x"), userProperties })], place);
    const { version, userProperties: own } = (found?.inputs ?? {}) as Record<string, unknown>;
    return [version, own];
  };
  expect(versioned(versionOf("x"))).toEqual([true, { k: "v" }]);
  expect(versioned(versionOf("y"))).toEqual([undefined, { k: "v", version: versionOf("y") }]);
  expect(versioned(versionOf("x"), "2")).toEqual([
    undefined,
    [{ k: "v" }, { version: versionOf("x") }, { version: "2" }],
  ]);
});
