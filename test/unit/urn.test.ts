import { nameInUrn, urnBelow } from "../../provider/pulumi/urn";

const type = "pulumi-nodejs:dynamic/iot-retained:RetainedMessage";

test.each(["m", "plant::line::1", "::", ":a", "a:", "a::", "::a", "a$b", ""])(
  "name %j is all after the types",
  (name) => {
    expect(nameInUrn(`urn:pulumi:dev::pumps::${type}::${name}`)).toBe(name);
    expect(nameInUrn(`urn:pulumi:dev::pumps::acme:index:Site$${type}::${name}`)).toBe(name);
    expect(nameInUrn(urnBelow("urn:pulumi:dev::pumps::acme:index:Site::north::south", type, name))).toBe(name);
  },
);

test("a URN has the types of the parent, and nothing of its name", () => {
  expect(urnBelow("urn:pulumi:dev::pumps::acme:index:Site::north::south", type, "m")).toBe(
    `urn:pulumi:dev::pumps::acme:index:Site$${type}::m`,
  );
  expect(urnBelow("urn:pulumi:dev::pumps::pulumi:pulumi:Stack::pumps-dev", type, "m")).toBe(
    `urn:pulumi:dev::pumps::${type}::m`,
  );
});
