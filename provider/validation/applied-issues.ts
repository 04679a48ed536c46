import { AppliedTopics, reasonsAgainstTemplate } from "../messages/applied-topics";
import { reasonsAgainstTopic } from "../messages/topic";
import type { PropertyBag } from "../pulumi/property-bag";
import { isRecord } from "./is-record";
import { type Issue, issueWithinSet } from "./issue";

/** What is wrong with the topics on which the messages of a set are acknowledged: too long, or the set's own. */
export function appliedIssues({ applied, messages }: PropertyBag): Issue[] {
  if (typeof applied !== "string" || !isRecord(messages) || reasonsAgainstTemplate(applied).length > 0) return [];
  const template = new AppliedTopics(applied);
  return Object.keys(messages).flatMap((topic) => {
    // What is wrong with the topic itself has been told.
    if (reasonsAgainstTopic(topic).length > 0) return [];
    const acknowledged = template.of(topic);
    const reasons = Object.hasOwn(messages, acknowledged)
      ? ["is a topic of the set as well"]
      : reasonsAgainstTopic(acknowledged);
    return reasons.map((reason) =>
      issueWithinSet(topic, { path: "topic", reason: `its topic by \`applied\` ${reason}` }),
    );
  });
}
