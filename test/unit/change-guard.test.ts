import { allowedOf, isChangeLimit } from "../../provider/messages/change-limit";
import { ChangeGuard, type ChangeLimits } from "../../provider/process/change-guard";

const planned = (clears: number, changes: number, messages = 100) => ({ clears, changes, messages });

test.each<[unknown, boolean]>([
  [0, true],
  [12, true],
  ["5%", true],
  ["0.5%", true],
  [-1, false],
  [1.5, false],
  ["5", false],
  ["%", false],
  ["5 %", false],
  [Number.NaN, false],
  [undefined, false],
])("%p is a limit: %p", (value, is) => expect(isChangeLimit(value)).toBe(is));

test.each([
  [7, 100, 7],
  ["10%", 99, 9],
  ["100%", 99, 99],
  ["0%", 99, 0],
  ["0.5%", 1000, 5],
] as const)("%p of %p messages allows %p", (limit, messages, allowed) =>
  expect(allowedOf(limit, messages)).toBe(allowed),
);

describe("a guard", () => {
  const asked = (own: ChangeLimits, ofStack: ChangeLimits, isSet = true) => {
    const guard = new ChangeGuard();
    return (urn: string, of: ReturnType<typeof planned>) => () => guard.assertAllowed(urn, of, own, ofStack, isSet);
  };

  test("allows everything without a limit, and what a limit says", () => {
    expect(asked({}, {})("a", planned(100, 100))).not.toThrow();
    expect(asked({ maxClears: 3, maxChanges: "4%" }, {})("a", planned(3, 4))).not.toThrow();
    expect(asked({ maxClears: 3 }, {})("a", planned(4, 0))).toThrow(/clear 4 of the 100 messages.*`maxClears: 4`/);
    expect(asked({ maxChanges: "4%" }, {})("a", planned(0, 5))).toThrow(/change 5 of the 100 messages/);
  });

  test("counts a number of the settings over all resources, each once", () => {
    const ask = asked({}, { maxChanges: 5 }, false);
    ask("a", planned(0, 3, 3))();
    ask("a", planned(0, 3, 3))();
    ask("b", planned(0, 2, 2))();
    ask("c", planned(0, 0, 9))();
    expect(ask("d", planned(0, 1, 1))).toThrow(/change 6 messages of the stack, or more.*maxChanges=100%/);
    expect(ask("e", planned(0, 0, 1))).not.toThrow();
  });

  test("takes a percentage of the settings for each set without a limit of its own, and for no single message", () => {
    expect(asked({}, { maxClears: "1%" })("a", planned(2, 0))).toThrow(/`iot-retained:maxClears` allows 1%/);
    expect(asked({ maxClears: 2 }, { maxClears: "1%" })("a", planned(2, 0))).not.toThrow();
    expect(asked({}, { maxChanges: "1%" }, false)("a", planned(0, 1, 1))).not.toThrow();
  });
});
