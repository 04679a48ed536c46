import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { subscriberPolicy } from "pulumi-iot-retained";

/** The content of fleet.json, which is also a registry for `iot-retained local --registry`. */
interface Fleet {
  things: Record<string, { attributes: Record<string, string> }>;
}

/** The keys with which a pump connects. */
export interface Credentials {
  certificatePem: pulumi.Output<string>;
  privateKey: pulumi.Output<string>;
}

/**
 * Makes the things of fleet.json in AWS IoT Core and puts them into the group `pumps`. Each thing gets a certificate with
 * which it may connect and receive, but not publish.
 */
export function createFleet(topics: readonly string[]) {
  const { things } = JSON.parse(readFileSync(join(__dirname, "fleet.json"), "utf8")) as Fleet;
  const { region } = aws.getRegionOutput();
  const { accountId } = aws.getCallerIdentityOutput();
  const policy = new aws.iot.Policy("pump", {
    policy: pulumi.output({ region, accountId, topics }).apply(subscriberPolicy),
  });
  const group = new aws.iot.ThingGroup("pumps", { name: "pumps" });

  const credentials: Record<string, Credentials> = {};
  const created = Object.entries(things).map(([name, { attributes }]) => {
    const thing = new aws.iot.Thing(name, { name, attributes });
    const opts = { parent: thing };
    new aws.iot.ThingGroupMembership(name, { thingName: thing.name, thingGroupName: group.name }, opts);
    const certificate = new aws.iot.Certificate(name, { active: true }, opts);
    new aws.iot.ThingPrincipalAttachment(name, { thing: thing.name, principal: certificate.arn }, opts);
    new aws.iot.PolicyAttachment(name, { policy: policy.name, target: certificate.arn }, opts);
    const { certificatePem, privateKey } = certificate;
    credentials[name] = { certificatePem, privateKey };
    return { thingName: thing.name, attributes: thing.attributes };
  });
  return { things: created, credentials };
}
