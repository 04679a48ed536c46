import { AppliedTopics, reasonsAgainstTemplate } from "../messages/applied-topics";
import { defined } from "../messages/defined";
import { reasonsAgainstTopic } from "../messages/topic";
import type { PropertyBag } from "../pulumi/property-bag";
import { isRecord } from "./is-record";
import { type Issue, issueWithinSet } from "./issue";

/** What is wrong with the topics on which the messages of a set are acknowledged: too long, or the set's own. */
export function appliedIssues({ applied, messages }: PropertyBag): Issue[] {
  if (typeof applied !== "string" || !isRecord(messages) || reasonsAgainstTemplate(applied).length > 0) return [];
  const template = new AppliedTopics(applied);
  const topics = { has: (topic: string) => Object.hasOwn(messages, topic) };
  // What is wrong with the topic itself is told elsewhere.
  const good = Object.keys(messages).filter((topic) => reasonsAgainstTopic(topic).length === 0);
  const issue = template.issueOf(good, topics);
  if (issue === undefined) return [];
  const { topic, reason, others: where } = issue;
  return [
    issueWithinSet(topic, { path: "topic", reason: `its topic by \`applied\` ${reason}`, ...defined({ where }) }),
  ];
}
