import { ownerFor, reasonsAgainstOwner } from "../../provider/messages/owner";
import { stackOfUrn } from "../../provider/pulumi/urn";

test.each([
  ["acme/{project}/{stack}", "acme/pumps/prod"],
  ["{stack}-{stack}", "prod-prod"],
  ["acme/pumps/prod", "acme/pumps/prod"],
])("%s is filled with the names of a URN", (text, owner) => {
  const urn = "urn:pulumi:prod::pumps::acme:site:Site$pulumi-nodejs:dynamic/iot-retained:RetainedMessage::a::b";
  expect(reasonsAgainstOwner(text)).toEqual([]);
  expect(ownerFor(text, stackOfUrn(urn))).toBe(owner);
});

test("a name that looks like a placeholder, or like a pattern of a replacement, stays as it is", () => {
  expect(ownerFor("{project}/{stack}", { project: "{stack}", stack: "$&" })).toBe("{stack}/$&");
});

test.each([
  ["acme/{organization}/{stack}", "{organization}"],
  ["{Stack}", "{Stack}"],
  ["{ stack }", "{ stack }"],
  ["{}", "{}"],
  ["acme/{stack", "{stack"],
  ["acme/stack}", "}"],
  ["{{stack}}", "{"],
])("%s is refused, and the error quotes %s", (text, quoted) => {
  expect(reasonsAgainstOwner(text)).toEqual([`expected {project} or {stack}, got ${quoted}`]);
});
