import * as pulumi from "@pulumi/pulumi";
import { payloadInputs } from "../../provider/resources/payload";
import { sentinels } from "../support/sentinels";

/** A payload as the engine gets it, or what is wrong with it, by its place. */
async function encoded(given: unknown): Promise<unknown> {
  const { payload, issues } = payloadInputs(given as never);
  const sent = await pulumi.runtime.serializeProperties("test", { payload, issues });
  const found = (sent["issues"] ?? []) as { reason: string; where?: string }[];
  return found.length > 0 ? found.map(({ reason, where = "" }) => `${reason} ${where}`) : sent["payload"];
}

/** An object with a key of its own, even if the key is `__proto__`. */
function own(key: string, value: unknown): object {
  return Object.fromEntries([[key, value]]);
}

test("JSON with what Pulumi takes for something else stays text", async () => {
  const [text] = sentinels;
  const signed = { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", path: "/etc/hostname" };
  for (const value of [signed, own("__proto__", 1), [text], { toString: "x" }]) {
    expect(await encoded(value)).toBe(JSON.stringify(value));
  }
  expect(await encoded({ ...signed, z: pulumi.output(text) })).toBe(JSON.stringify({ ...signed, z: text }));
});

test("a key that Pulumi would lose is refused with its place, however deep", async () => {
  const lost = (where: string) => [
    expect.stringMatching(`^is a key that no object can have in Pulumi.* at \`${where}\`$`),
  ];
  expect(await encoded(own("__proto__", pulumi.output(1)))).toEqual(lost("__proto__"));
  expect(await encoded({ a: [own("__proto__", 1)], b: pulumi.output(1) })).toEqual(lost("a\\[0\\]\\.__proto__"));
  expect(await encoded(pulumi.output(1).apply(() => own("__proto__", 1)))).toEqual(lost("__proto__"));
});

test("a lone surrogate is refused with its place, in texts and keys", async () => {
  const at = (where: string) => [`must not contain a lone surrogate: it has no UTF-8 form at \`${where}\``];
  expect(await encoded({ a: ["x", "\ud800"] })).toEqual(at("a[1]"));
  expect(await encoded({ a: pulumi.output("\udfff") })).toEqual(at("a"));
  expect(await encoded({ "k\ud800": 1 })).toEqual(at("k\ufffd"));
});

test("JSON that looks like an asset opens no file", async () => {
  const imitation = { __pulumiAsset: true, path: "/etc/hostname" };
  expect(await encoded(imitation)).toEqual([expect.stringContaining("got this class of object: Asset")]);
});
