import * as pulumi from "@pulumi/pulumi";
import { Provider, RetainedMessage } from "../../provider";

test("a user's unit test needs mocks and nothing else", async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ inputs, name }) => ({ id: name, state: inputs }),
    call: ({ inputs }) => inputs,
  });
  const provider = new Provider("explicit", { region: "eu-west-1" });
  const message = new RetainedMessage("m", { topic: "a/b", payload: { on: true } }, { provider });
  const found = await new Promise((resolve) => pulumi.all([message.topic, message.payload]).apply(resolve));
  expect(found).toEqual(["a/b", '{"on":true}']);
});
