import { withoutTexts } from "../../provider/pulumi/secret-text";

test("every secret is taken out of a text, wherever it stands", () => {
  expect(withoutTexts("a/b and b/a", ["a/b", "b/a"])).toBe("[secret] and [secret]");
});

test("an empty secret leaves a text as it is", () => {
  expect(withoutTexts("a/b", ["", "x"])).toBe("a/b");
});
