import { type ArnScope, iotArn } from "../dataplane/arn";
import { AppliedTopics, reasonsAgainstTemplate } from "../messages/applied-topics";
import { DeploymentError } from "../messages/deployment-error";
import { reasonsAgainstTopic } from "../messages/topic";
import { fillTemplate, type Placeholder } from "../things/topic-template";
import { regionSchema } from "../validation/common-schemas";
import type { DeployerPolicyArgs, SubscriberPolicyArgs } from "./policy-types";

/** The conditions of a statement. */
type Condition = Record<string, Record<string, string[]>>;

/**
 * The policy of a role that deploys, as JSON text.
 *
 * @throws DeploymentError if a Region, account or topic is wrong
 */
export function deployerPolicyDocument(args: DeployerPolicyArgs): string {
  const { topics, thingGroups = [], applied, alarms = false, ...scope } = args;
  assertScope(scope, topics);
  const acknowledged = acknowledgedTopics(topics, applied);
  const wild = topics.find((topic) => /[+#]/.test(topic.replace(/\{[^}]*\}/g, "")));
  if (wild !== undefined)
    throw new DeploymentError(`topics: \`+\` and \`#\` are no wildcards in IAM, use \`*\`: ${wild}`);
  const arn = (topic: string) => iotArn(scope, `topic/${fillPlaceholders(topic, () => "*")}`);
  const ofTopics = topics.map(arn);
  const ofGroups = thingGroups.map((group) => iotArn(scope, `thinggroup/${group}`));
  return policyDocument([
    [["iot:Publish", "iot:RetainPublish", "iot:GetRetainedMessage"], ofTopics],
    [["iot:GetRetainedMessage"], acknowledged.map(arn)],
    [["iot:ListThingsInThingGroup"], ofGroups],
    [["iot:DescribeThing"], thingGroups.length > 0 ? [iotArn(scope, "thing/*")] : []],
    [
      ["iot:DescribeEndpoint", "iot:ListRetainedMessages", ...(thingGroups.length > 0 ? ["iot:ListThings"] : [])],
      ["*"],
    ],
    [["cloudwatch:DescribeAlarms"], alarms ? ["*"] : []],
  ]);
}

/**
 * The policy of devices that receive retained messages, as JSON text.
 *
 * @throws DeploymentError if a Region, account or topic is wrong
 */
export function subscriberPolicyDocument(args: SubscriberPolicyArgs): string {
  const { topics, clientIds, applied, ...scope } = args;
  assertScope(scope, topics);
  const fill = (topic: string) => fillPlaceholders(topic, ofConnection);
  const acknowledged = acknowledgedTopics(topics, applied).map(fill);
  const filters = [...topics.map(fill), ...acknowledged];
  // Topics are granted with the wildcard `*`: an ARN takes `+` and `#` literally.
  const ofTopic = (filter: string) =>
    iotArn(scope, `topic/${filter.replace(OUTSIDE_OF_VARIABLES, (part) => part.replace(/[+#]/g, "*"))}`);
  const clients = (clientIds ?? [THING_NAME]).map((id) => iotArn(scope, `client/${id}`));
  const isThing = { Bool: { "iot:Connection.Thing.IsAttached": ["true"] } };
  return policyDocument([
    [["iot:Connect"], clients, clientIds === undefined ? isThing : undefined],
    [["iot:Subscribe"], filters.map((filter) => iotArn(scope, `topicfilter/${filter}`))],
    [["iot:Receive"], filters.map(ofTopic)],
    [["iot:Publish", "iot:RetainPublish"], acknowledged.map(ofTopic)],
  ]);
}

const THING_NAME = "${iot:Connection.Thing.ThingName}";

/** The text between policy variables, such as `${iot:ClientId}`. */
const OUTSIDE_OF_VARIABLES = /(?<=^|\$\{[^}]*\})(?:(?!\$\{[^}]*\})[\s\S])+/g;

/** @throws DeploymentError if the template is wrong */
function acknowledgedTopics(topics: readonly string[], template: string | undefined): string[] {
  if (template === undefined) return [];
  const [reason] = reasonsAgainstTemplate(template);
  if (reason !== undefined) throw new DeploymentError(`applied: ${reason}`);
  const wild = topics.find((topic) => topic.includes("#"));
  if (wild !== undefined) throw new DeploymentError(`applied: \`#\` does not say where a message ends: ${wild}`);
  const applied = new AppliedTopics(template);
  for (const topic of topics) {
    const [limit] = reasonsAgainstTopic(applied.of(shortest(topic)));
    if (limit !== undefined) throw new DeploymentError(`applied: the topic made of ${topic} ${limit}`);
  }
  return topics.map((topic) => applied.of(topic));
}

/** The shortest topic that a topic of a policy may stand for: a placeholder or variable has at least one character. */
function shortest(topic: string): string {
  return topic.replace(/\$?\{[^}]*\}/g, "x").replace(/[+*]/g, "");
}

function fillPlaceholders(topic: string, value: (placeholder: Placeholder) => string): string {
  try {
    return topic.replace(OUTSIDE_OF_VARIABLES, (part) => fillTemplate(part, value));
  } catch (error) {
    throw new DeploymentError(`topics: ${(error as Error).message}`);
  }
}

function ofConnection(placeholder: Placeholder): string {
  return "attribute" in placeholder ? `\${iot:Connection.Thing.Attributes[${placeholder.attribute}]}` : THING_NAME;
}

function policyDocument(
  statements: [actions: string[], resources: string[], condition?: Condition | undefined][],
): string {
  const Statement = statements
    .filter(([, resources]) => resources.length > 0)
    .map(([Action, resources, Condition]) => ({
      Effect: "Allow",
      Action,
      Resource: [...new Set(resources)],
      ...(Condition && { Condition }),
    }));
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

function assertScope({ region, accountId }: ArnScope, topics: readonly string[]): void {
  if (!regionSchema.safeParse(region).success)
    throw new DeploymentError("region: expected a Region, such as eu-west-1");
  if (!/^\d{12}$/.test(accountId)) throw new DeploymentError("accountId: expected 12 digits");
  if (topics.length === 0) throw new DeploymentError("topics: expected at least one");
}
