import { Provider, type ProviderArgs } from "../../provider";

test("an argument that a Provider does not have is refused, and the nearest is named", () => {
  expect(() => new Provider("explicit", { regoin: "eu-west-2" } as ProviderArgs)).toThrow(
    /^explicit: `regoin`: there is no such argument; the nearest is `region`$/,
  );
});
