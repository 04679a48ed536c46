import { createHash } from "node:crypto";
import fc from "fast-check";
import type { Kind } from "../../support/model-engine";

// What a program without types, or a broken one, may hand over. Pulumi's texts for unknown values are not among it: the
// program refuses them, and a provider cannot tell them from values that are unknown.

/** A part of every payload here; no error may hold it. */
export const SECRET = "SECRET-7f3a";

/** The key by which Pulumi knows its own types. */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";
/** Of an asset, and of nothing. A provider never sees the one of a secret. */
const signatures = ["c44067f5952c0a294b673a41bacd8c17", "0"];
const prototypeNames = ["__proto__", "constructor", "toString", "valueOf", "hasOwnProperty", "then", "toJSON"];

/** Which of Pulumi's own texts stand among the values. */
type OwnTexts = "none" | "signatures";

const awkward = [
  "",
  " ",
  "\0",
  "\ud800",
  "a\udfff",
  "ü/☃/𝒳",
  "a//b",
  "/",
  "$aws/x",
  "a/+",
  "..",
  "%2F",
  "\r\n",
  "managed-by",
];

const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(...awkward, ...prototypeNames),
  fc.constantFrom(255, 257, 8_193, 131_072, 131_073).map((length) => "x".repeat(length)),
);

/** JSON-like values: of any type, with odd keys, and some very deep. */
const valueWith = (own: OwnTexts): fc.Arbitrary<unknown> => {
  const key = fc.oneof(
    fc.constantFrom(...prototypeNames, ...awkward),
    fc.string({ maxLength: 8 }),
    ...(own === "none" ? [] : [fc.constant(SIGNATURE)]),
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(null, true, false, 0, -0, 1, -1, 1e308, 5e-324, 2 ** 53, 0.1),
      hostileText,
      fc.array(tie("value"), { maxLength: 4 }),
      fc.array(fc.tuple(key, tie("value")), { maxLength: 4 }).map(ownEntries),
      ...(own === "none" ? [] : [fc.constantFrom(...signatures).map(asset)]),
    ),
  }));
  return fc.oneof({ weight: 5, arbitrary: value }, fc.constantFrom(100, 1000).map(deep));
};

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** Nulls in messages of a set have a trial of their own. */
function withoutNulls(args: object): object {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null));
}

/** What a StringAsset is on its way, with any signature. */
function asset(signature: string): object {
  return { text: SECRET, hash: sha256(SECRET), [SIGNATURE]: signature };
}

/** An object whose keys are its own, `__proto__` too, as JSON gives it. */
function ownEntries(entries: [string, unknown][]): object {
  return Object.fromEntries(entries);
}

function deep(levels: number): unknown {
  let value: unknown = "bottom";
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

/** A good value more often than a hostile one, so that some declarations are accepted. */
const mostly = (good: fc.Arbitrary<unknown>, hostile: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 8, arbitrary: good }, { weight: 1, arbitrary: hostile });

const payloadWith = (own: OwnTexts) =>
  fc.oneof(
    hostileText.map((payload) => ({ payload: SECRET + payload })),
    hostileText.map((text) => ({ payloadBase64: Buffer.from(SECRET + text).toString("base64") })),
    valueWith(own).map((payload) => ({ payload })),
    fc.record({ payload: valueWith(own), payloadBase64: valueWith(own) }),
  );

const propertiesWith = (own: OwnTexts) => {
  const text = hostileText;
  const value = valueWith(own);
  return fc.record(
    {
      qos: mostly(fc.constantFrom(0, 1), value),
      contentType: mostly(text, value),
      messageExpiry: mostly(fc.integer({ min: 60, max: 604_800 }), value),
      payloadFormatIndicator: mostly(fc.constantFrom("UTF8_DATA", "UNSPECIFIED_BYTES"), value),
      responseTopic: mostly(fc.constant("answers/x"), fc.oneof(text, value)),
      correlationData: mostly(fc.constant("YWJj"), value),
      userProperties: fc.oneof(
        fc.array(fc.tuple(text, text), { maxLength: 4 }).map(ownEntries),
        fc.array(fc.tuple(text, text), { maxLength: 4 }).map((all) => all.map((entry) => ownEntries([entry]))),
        value,
      ),
    },
    { requiredKeys: [] },
  );
};

const messageWith = (own: OwnTexts): fc.Arbitrary<object> =>
  fc.tuple(payloadWith(own), propertiesWith(own)).map(([payload, rest]) => ({ ...rest, ...payload }));

const topic: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom("a", "b/c", "toString", "constructor") },
  hostileText,
);

/** Hostile arguments of a resource. */
export function argsWith(kind: Kind, own: OwnTexts): fc.Arbitrary<Record<string, unknown>> {
  const rest = fc.dictionary(fc.constantFrom("overwrite", "marker", "exclusive", "unheard-of"), valueWith(own), {
    maxKeys: 1,
  });
  const extra = mostly(fc.constant({}), rest) as fc.Arbitrary<object>;
  if (kind !== "RetainedMessageSet") {
    return fc
      .tuple(mostly(topic, valueWith(own)), messageWith(own), extra)
      .map(([at, message, more]) => ({ ...message, ...more, topic: at }));
  }
  const short = hostileText.map((text) => SECRET + text);
  const message = mostly(fc.oneof(short, messageWith(own).map(withoutNulls)), valueWith(own));
  const messages = fc.array(fc.tuple(topic, message), { maxLength: 4 }).map(ownEntries);
  return fc
    .tuple(
      mostly(messages, valueWith(own)),
      fc.option(propertiesWith(own).map(withoutNulls), { nil: undefined }),
      extra,
    )
    .map(([all, defaults, more]) => ({ ...more, messages: all, ...(defaults === undefined ? {} : { defaults }) }));
}
