import fc from "fast-check";
import { begin, goBack, hold, NotWalked, resume, type Walk } from "../../provider/cli/walk/walk";

interface Course {
  percent?: number | undefined;
  isCutOff?: boolean;
  hasRolledOut?: boolean;
  onAbort?: Walk["onAbort"];
  steps?: number[];
  /** At which step something is wrong; 0 is before the first. */
  wrongAt?: number;
}

/** A walk that writes down what it does. */
function walkWith(course: Course) {
  const { percent, isCutOff = false, hasRolledOut = true } = course;
  const { onAbort = "rollback", steps = [1, 10, 100], wrongAt } = course;
  const done: string[] = [];
  const stop = (at: number) => (at === wrongAt ? { reason: "the alarm rings" } : undefined);
  const walk: Walk = {
    steps,
    onAbort,
    stack: {
      standing: async () => ({ percent, isCutOff, hasRolledOut }),
      deploy: async (to, how) => void done.push(`${how} ${to}`),
    },
    watch: {
      before: async () => stop(0),
      bake: async (at) => {
        done.push(`bake ${at}`);
        return stop(at);
      },
    },
    say: (line) => void done.push(line),
  };
  return { walk, done };
}

test("each step is deployed and watched", async () => {
  const { walk, done } = walkWith({});
  expect(await begin(walk)).toBe("done");
  expect(done).toEqual(["forward 1", "bake 1", "forward 10", "bake 10", "forward 100", "bake 100"]);
});

test("if something is wrong already, nothing is published", async () => {
  const { walk, done } = walkWith({ wrongAt: 0 });
  expect(await begin(walk)).toBe("aborted");
  expect(done).toEqual(["nothing was published: the alarm rings"]);
});

test("an abort goes back", async () => {
  const { walk, done } = walkWith({ wrongAt: 10 });
  expect(await begin(walk)).toBe("aborted");
  expect(done.slice(3)).toEqual([
    "bake 10",
    "rollout aborted at 10 %: the alarm rings",
    "back 0",
    "rollout 0 %: the version of before is back",
  ]);
});

test("an abort that is to stop leaves it", async () => {
  const { walk, done } = walkWith({ wrongAt: 10, onAbort: "stop" });
  expect(await begin(walk)).toBe("aborted");
  expect(done.at(-1)).toBe("it stays as it is: go on with `--resume`, or back with `--abort`");
  expect(done).not.toContain("back 0");
});

test("after 100 percent nothing can be put back", async () => {
  const { walk, done } = walkWith({ wrongAt: 100 });
  expect(await begin(walk)).toBe("aborted");
  expect(done.at(-1)).toContain("the version of before is forgotten");
  expect(done).not.toContain("back 0");
});

test("a rollout that is under way is not begun again", async () => {
  await expect(begin(walkWith({ percent: 10 }).walk)).rejects.toThrow(NotWalked);
  const { walk, done } = walkWith({ percent: 0, steps: [5] });
  expect(await begin(walk)).toBe("done");
  expect(done).toEqual(["forward 5", "bake 5"]);
});

test("a resumed walk watches the step that it was at, and takes those after it", async () => {
  const { walk, done } = walkWith({ percent: 10 });
  expect(await resume(walk)).toBe("done");
  expect(done).toEqual(["the rollout is at 10 %", "bake 10", "forward 100", "bake 100"]);
});

test("a resumed walk does not watch a step of another walk", async () => {
  const { walk, done } = walkWith({ percent: 10, steps: [50] });
  expect(await resume(walk)).toBe("done");
  expect(done).toEqual(["the rollout is at 10 %", "forward 50", "bake 50"]);
});

test.each([undefined, 0])("nothing is resumed at %s percent", async (percent) => {
  await expect(resume(walkWith({ percent }).walk)).rejects.toThrow("no rollout is under way");
});

test.each([undefined, 0, 10])("a step that was cut off is taken again: %s percent", async (percent) => {
  const { walk, done } = walkWith({ percent, isCutOff: true, steps: [10, 100] });
  expect(await resume(walk)).toBe("done");
  expect(done.slice(1)).toEqual(["forward 10", "bake 10", "forward 100", "bake 100"]);
});

test("a repair stays at the percentage that the stack is at", async () => {
  const { walk, done } = walkWith({ percent: 10 });
  await hold(walk);
  expect(done).toEqual(["hold 10"]);
});

test("a repair never lets a change of the program out", async () => {
  const complete = walkWith({});
  await hold(complete.walk);
  expect(complete.done).toEqual(["hold 0"]);
  await expect(hold(walkWith({ isCutOff: true }).walk)).rejects.toThrow("was cut off");
  await expect(hold(walkWith({ hasRolledOut: false }).walk)).rejects.toThrow("has had no rollout yet");
});

test("what is forgotten is not said to be back", async () => {
  await expect(goBack(walkWith({}).walk)).rejects.toThrow("is forgotten");
  const { walk, done } = walkWith({ isCutOff: true });
  await goBack(walk);
  expect(done[0]).toBe("back 0");
});

test("the way back is one deployment at 0 percent", async () => {
  const { walk, done } = walkWith({ percent: 10 });
  await goBack(walk);
  expect(done[0]).toBe("back 0");
});

test("however a walk ends, percentages only grow, or go back to 0 once, at the end", async () => {
  const percents = fc.uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      percents,
      fc.nat(100),
      fc.constantFrom("rollback" as const, "stop" as const),
      async (all, at, onAbort) => {
        const steps = [...all].sort((a, b) => a - b);
        const { walk, done } = walkWith({ steps, wrongAt: at, onAbort });
        await begin(walk);
        const deployed = done.flatMap((line) => /^(?:forward|back) (\d+)$/.exec(line)?.[1] ?? []).map(Number);
        const forward = deployed.filter((percent) => percent > 0);
        expect(forward).toEqual(steps.slice(0, forward.length));
        if (deployed.includes(0)) expect(deployed.indexOf(0)).toBe(deployed.length - 1);
      },
    ),
  );
});
