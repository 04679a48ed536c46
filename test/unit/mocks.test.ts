import * as pulumi from "@pulumi/pulumi";
import {
  convergence,
  getRetainedMessage,
  listRetainedMessagesOutput,
  Provider,
  Publication,
  RetainedMessage,
} from "../../provider";

beforeAll(() =>
  pulumi.runtime.setMocks({
    newResource: ({ inputs, name }) => ({ id: name, state: inputs }),
    call: ({ token, inputs }) => ({ token, asked: inputs }),
  }),
);

function value<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

test("a user's unit test needs mocks and nothing else", async () => {
  const provider = new Provider("explicit", { region: "eu-west-1" });
  const message = new RetainedMessage("m", { topic: "a/b", payload: { on: true } }, { provider });
  const found = await value(pulumi.all([message.topic, message.payload]));
  expect(found).toEqual(["a/b", '{"on":true}']);
  expect(await value(new Publication("p", { topic: "a/reload" }).topic)).toBe("a/reload");
});

test("mocks answer for functions", async () => {
  const args = { topic: "a/b" };
  expect(await getRetainedMessage(args)).toEqual({ token: "iot-retained:index:getRetainedMessage", asked: args });
  expect(await value(listRetainedMessagesOutput({ prefix: pulumi.output("a") }))).toEqual({
    token: "iot-retained:index:listRetainedMessages",
    asked: { prefix: "a" },
  });
  const asked = { topics: ["a/b"], applied: "{topic}/applied" };
  expect(await convergence(asked)).toEqual({ token: "iot-retained:index:convergence", asked });
});
