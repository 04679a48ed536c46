import { topics } from "../support/look";
import { recordings, restore, sizeOf } from "../support/recorded";
import { recordedProgram } from "../support/recorded-program";
import { useStack } from "../support/stack";

const stack = useStack();

test.each(recordings)(
  "state of %s previews without a change, refreshes as recorded, and can be destroyed",
  async (version, recording) => {
    await restore(stack, recording);
    const declared = () => recordedProgram(version);
    const same = sizeOf(recording);
    expect((await stack.preview(declared)).changes).toEqual({ same });
    await stack.refresh({ expectNoChanges: true });
    expect((await stack.up(declared)).changes).toEqual({ same });
    await stack.destroy();
    expect(await topics(stack.endpoint)).toEqual([]);
  },
);
