import * as pulumi from "@pulumi/pulumi";
import { Provider, type ProviderArgs } from "../../provider";
import { argumentsFromSettings } from "../../provider/resources/settings";

test("an argument that a Provider does not have is refused, and the nearest is named", () => {
  expect(() => new Provider("explicit", { regoin: "eu-west-2" } as ProviderArgs)).toThrow(
    /^explicit: `regoin`: there is no such argument; the nearest is `region`$/,
  );
});

describe("with mocks", () => {
  beforeAll(async () => {
    await pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
      call: () => ({}),
    });
  });

  test("the placeholders of an owner are filled before the program looks at the length of a marker", async () => {
    const owner = "acme/{project}/{stack}";
    expect(argumentsFromSettings({ "iot-retained:owner": owner })).toMatchObject({ __owner: "acme/project/stack" });
    const { __owner } = argumentsFromSettings({ "iot-retained:owner": pulumi.output(owner) });
    expect(await resolved(__owner)).toBe("acme/project/stack");
  });
});

function resolved(value: unknown): Promise<unknown> {
  return new Promise((resolve) => (pulumi.output(value) as pulumi.Output<unknown>).apply(resolve));
}
