import { fillTemplate } from "../../provider/things/topic-template";

const fill = (template: string) =>
  fillTemplate(template, (placeholder) => ("attribute" in placeholder ? `<${placeholder.attribute}>` : "<name>"));

test.each([
  ["", ""],
  ["a/b", "a/b"],
  ["{thingName}", "<name>"],
  ["a/{thingName}/{attributes.x}/{thingName}", "a/<name>/<x>/<name>"],
  ["{attributes.a.b,c@d/e:f#g-h_1}", "<a.b,c@d/e:f#g-h_1>"],
])("%s becomes %s", (template, expected) => {
  expect(fill(template)).toBe(expected);
});

test.each([
  "{}",
  "{thing}",
  "{attributes}",
  "{attributes.}",
  "{attributes.a b}",
  "{thingName",
  "thingName}",
  "{{thingName}}",
])("%s is refused", (template) => {
  expect(() => fill(template)).toThrow(/^expected \{thingName\} or \{attributes\.x\}, got /);
});
