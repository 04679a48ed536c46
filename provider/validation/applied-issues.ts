import { AppliedTopics, reasonsAgainstTemplate } from "../messages/applied-topics";
import { reasonsAgainstTopic } from "../messages/topic";
import type { PropertyBag } from "../pulumi/property-bag";
import { isRecord } from "./is-record";
import { type Issue, issueWithinSet } from "./issue";

/** What is wrong with the topics on which the messages of a set are acknowledged: too long, or the set's own. */
export function appliedIssues({ applied, messages }: PropertyBag): Issue[] {
  if (typeof applied !== "string" || !isRecord(messages) || reasonsAgainstTemplate(applied).length > 0) return [];
  const template = new AppliedTopics(applied);
  const topics = { has: (topic: string) => Object.hasOwn(messages, topic) };
  return Object.keys(messages).flatMap((topic) => {
    // What is wrong with the topic itself is told elsewhere.
    const reasons = reasonsAgainstTopic(topic).length > 0 ? [] : template.reasonsAgainst(topic, topics);
    return reasons.map((reason) =>
      issueWithinSet(topic, { path: "topic", reason: `its topic by \`applied\` ${reason}` }),
    );
  });
}
