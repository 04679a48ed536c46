import { look, publishAs, text } from "../support/look";
import { NativeMessage, NativeSet, nativeInvoke } from "../support/native";
import { useStack } from "../support/stack";

const stack = useStack();

beforeEach(() => stack.configure({ "iot-retained:owner": "acme/pumps/prod" }));

test("a message through its life", async () => {
  const program = (payload: unknown) => () => new NativeMessage("message", { topic: "site/a", payload });
  const preview = await stack.preview(program({ rate: 1 }));
  console.log(preview.stdout);
  const up = await stack.up(program({ rate: 1 }));
  console.log(up.stdout);
  expect(await text(stack.endpoint, "site/a")).toBe('{"rate":1}');
  console.log(await look(stack.endpoint, "site/a"));
  const again = await stack.up(program({ rate: 1 }));
  expect(again.changes).toEqual({ same: 1 });
  await publishAs(stack.endpoint, "site/a", '{"rate":7}');
  console.log((await stack.refresh()).stdout);
  console.log((await stack.preview(program({ rate: 2 }), { diff: true })).stdout);
  await stack.up(program({ rate: 2 }));
  await stack.refresh({ expectNoChanges: true });
  console.log(await stack.export());
  await stack.destroy();
  expect(await look(stack.endpoint, "site/a")).toBeUndefined();
});
