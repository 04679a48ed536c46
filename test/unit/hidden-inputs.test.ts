import { takeHidden } from "../../provider/pulumi/hidden-inputs";

const stored = { __provider: "text", __urn: "urn", __owner: "o/p/s", __secrets: ["payload"], __ignored: ["qos"] };

test("hidden inputs that must not enter a state are taken off, and the others stay", () => {
  const issues = [{ path: "qos", reason: "expected 0 or 1" }];
  const news = { topic: "a/b", ...stored, __faults: issues, __reported: true, __preview: true, __elsewhere: "0123" };
  expect(takeHidden(news)).toEqual({
    given: { topic: "a/b", ...stored },
    issuesFound: issues,
    isReported: true,
    isPreview: true,
    elsewhere: "0123",
  });
});

test("a program that sends none of them has found nothing, and an argument without a value is not given", () => {
  expect(takeHidden({ topic: "a/b", payload: null })).toEqual({
    given: { topic: "a/b" },
    issuesFound: undefined,
    isReported: false,
    isPreview: false,
    elsewhere: "",
  });
});

test("unknown flags count as unset: an update must not trust what a preview could not say", () => {
  const { isReported, isPreview } = takeHidden({ __reported: "04da6b54-80e4-46f7-96ec-b56ff0331ba9", __preview: null });
  expect({ isReported, isPreview }).toEqual({ isReported: false, isPreview: false });
});
