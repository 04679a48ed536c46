import fc from "fast-check";
import { SubscriptionTree } from "../../provider/local/broker/subscription-tree";
import { parseFilter } from "../../provider/local/broker/topic-filter";

function subscription(text: string) {
  const filter = parseFilter(text);
  if (filter === undefined) throw new Error(`${text} is not valid`);
  return { filter, qos: 0, noLocal: false, retainAsPublished: false } as const;
}

function reaches(filter: string, topic: string): boolean {
  const tree = new SubscriptionTree<string>();
  tree.set("client", subscription(filter));
  const { members, groups } = tree.match(topic);
  return members.length + groups.length > 0;
}

test.each([
  ["a/b", "a/b", true],
  ["a/b", "a/B", false],
  ["a/b", "a/b/", false],
  ["+", "a", true],
  ["+", "a/b", false],
  ["+/+", "/a", true],
  ["a/+/c", "a/b/c", true],
  ["a/+/c", "a//c", true],
  ["a/+", "a", false],
  ["a/+", "a/", true],
  ["#", "a", true],
  ["#", "a/b/c", true],
  ["a/#", "a/b/c", true],
  ["a/#", "a/", true],
  ["a/#", "ab/c", false],
  ["+/#", "a/b", true],
  ["+/#", "a", false],
  ["#", "$aws/x", false],
  ["+/x", "$aws/x", false],
  ["$aws/#", "$aws/x", true],
  ["$aws/x", "$aws/x", true],
  ["$share/g/a/#", "a/b", true],
  ["$share/g/#", "$aws/x", false],
  ["$share/g//a", "/a", true],
])("%s matches %s: %p", (filter, topic, expected) => {
  expect(reaches(filter, topic)).toBe(expected);
});

test("sensor/# does not match sensor: AWS differs from the specification", () => {
  expect(reaches("sensor/#", "sensor")).toBe(false);
});

test.each([
  "",
  "a#",
  "a/#/b",
  "a+",
  "+a/b",
  "#/",
  "a\0b",
  "1/2/3/4/5/6/7/8/9",
  "t".repeat(257),
  "$share",
  "$share/",
  "$share/g",
  "$share/g/",
  "$share//a",
  "$share/+/a",
  "$share/g#/a",
  "$share/g/a#",
])("%p is no valid filter", (filter) => {
  expect(parseFilter(filter)).toBeUndefined();
});

test("the limits of AWS do not count what belongs to $share", () => {
  expect(parseFilter("$share/g/1/2/3/4/5/6/7/8")).toMatchObject({ group: "g", exact: true });
  expect(parseFilter("$share/g/1/2/3/4/5/6/7/8/9")).toBeUndefined();
});

test.each([
  ["a/b", true],
  ["$share/g/a", true],
  ["a/+", false],
  ["#", false],
])("%s is exact: %p", (filter, exact) => {
  expect(parseFilter(filter)?.exact).toBe(exact);
});

const level = fc.stringMatching(/^[a-c]{0,2}$/);
const levels = fc.array(level, { minLength: 1, maxLength: 7 });
const topic = levels.map((parts) => parts.join("/")).filter((text) => text !== "");

test("a topic matches itself, and no other topic", () => {
  fc.assert(fc.property(topic, topic, (a, b) => reaches(a, b) === (a === b)));
});

test("a topic still matches with any levels replaced by + and any tail by #, and only topics like it do", () => {
  const cut = fc.tuple(levels, levels, fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }), fc.option(fc.nat(6)));
  fc.assert(
    fc.property(cut, ([own, other, plus, tail]) => {
      const kept = tail === null ? own : own.slice(0, Math.min(tail, own.length - 1));
      const wanted = kept.map((part, i) => (plus[i] ? "+" : part));
      const filter = [...wanted, ...(tail === null ? [] : ["#"])].join("/");
      fc.pre(filter !== "" && own.join("/") !== "");
      // The same rule in another form: a regular expression for the whole topic.
      const body = wanted.map((part) => (part === "+" ? "[^/]*" : part)).join("/");
      const rest = tail === null ? "" : wanted.length === 0 ? ".*" : "/.*";
      const rule = new RegExp(`^${body}${rest}$`, "s");
      expect(reaches(filter, own.join("/"))).toBe(true);
      expect(reaches(filter, other.join("/"))).toBe(rule.test(other.join("/")));
    }),
  );
});
