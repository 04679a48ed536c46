import { Declarations, type TopicDeclaration } from "../../provider/validation/declarations";

const declaration = (of: Partial<TopicDeclaration>): TopicDeclaration => ({
  topics: [],
  exclusive: [],
  isSet: false,
  isSecret: false,
  ...of,
});
const unmarked = declaration({ topics: [["pe/u", false]] });
const strict = declaration({ topics: [["pe/a", true]], exclusive: ["pe"], isSet: true });

let declarations: Declarations<string>;
const issues = (who: string, of: TopicDeclaration, place = "here") => {
  declarations.declare(who, place, of);
  return declarations.issues(who, place, of, (other) => other).map(({ path, reason, where }) => [path, reason, where]);
};

beforeEach(() => {
  declarations = new Declarations();
});

test("what a resource declares itself, and again, is no conflict", () => {
  const own = declaration({ topics: [["pe/u", false]], exclusive: ["pe"], isSet: true });
  expect(issues("set", own)).toEqual([]);
  expect(issues("set", own)).toEqual([]);
});

test("whoever comes second is told, and whoever comes first, if it asks again", () => {
  expect(issues("message", unmarked)).toEqual([]);
  expect(issues("set", strict)).toEqual([["exclusive", expect.stringMatching(/^message declares pe\/u/), undefined]]);
  expect(issues("message", unmarked)).toEqual([
    ["marker", expect.stringMatching(/^set clears every.*would clear pe\/u/), undefined],
  ]);
});

test("a marker, another place and another prefix are no conflict", () => {
  issues("set", strict);
  expect(issues("marked", declaration({ topics: [["pe/m", true]] }))).toEqual([]);
  expect(issues("elsewhere", unmarked, "there")).toEqual([]);
  expect(issues("beside", declaration({ topics: [["pex/u", false]] }))).toEqual([]);
});

test("one topic of two resources is told to the second only, and by its path in a set", () => {
  const topics: [string, boolean][] = [["a/b", true]];
  expect(issues("first", declaration({ topics }))).toEqual([]);
  expect(issues("second", declaration({ topics }))).toEqual([
    ["topic", expect.stringMatching(/^first declares.*: a\/b$/), undefined],
  ]);
  expect(issues("set", declaration({ topics, isSet: true }))).toEqual([
    ['messages["a/b"]', expect.stringMatching(/^first declares/), undefined],
  ]);
  expect(issues("first", declaration({ topics }))).toEqual([]);
});

test("no error names a topic that is secret", () => {
  issues("message", { ...unmarked, isSecret: true });
  expect(JSON.stringify(issues("set", strict))).not.toContain("pe/u");
  expect(JSON.stringify(issues("message", { ...unmarked, isSecret: true }))).not.toContain("pe/u");
});
