import { isUnderPrefix } from "../messages/topic";
import { SECRET_TEXT } from "../pulumi/secret-text";
import { type Issue, issueWithinSet } from "./issue";

/** What a resource declares about its topics. */
export interface TopicDeclaration {
  /** The topics, and whether the message of each carries a marker. */
  topics: Iterable<readonly [topic: string, isMarked: boolean]>;
  /** Prefixes of topics under which nothing else may exist. */
  exclusive: readonly string[];
  /** Whether the topics are those of a set. */
  isSet: boolean;
  /** Whether no error may name the topics. */
  isSecret: boolean;
}

/** One topic as one resource declares it. */
interface DeclaredTopic<Who> {
  readonly who: Who;
  readonly place: string;
  readonly isMarked: boolean;
  readonly isSecret: boolean;
}

/**
 * Which resources declare which topics.
 *
 * @typeParam Who stands for a resource. Two are the same resource if they are equal (`===`)
 */
export class Declarations<Who> {
  private readonly byTopic = new Map<string, DeclaredTopic<Who>[]>();
  private readonly unmarked = new Map<string, DeclaredTopic<Who>[]>();
  private readonly exclusive: { who: Who; place: string; prefixes: readonly string[] }[] = [];

  /** @param place where the topics are, in a form that compares */
  declare(who: Who, place: string, { topics, exclusive, isSecret }: TopicDeclaration): void {
    for (const [topic, isMarked] of topics) {
      const declared = { who, place, isMarked, isSecret };
      replace(this.byTopic, topic, declared);
      if (!isMarked) replace(this.unmarked, topic, declared);
    }
    if (exclusive.length > 0) this.exclusive.push({ who, place, prefixes: exclusive });
  }

  /** Everybody who declares a topic, in any place, in the order in which they have. */
  of(topic: string): readonly { who: Who; place: string }[] {
    return this.byTopic.get(topic) ?? [];
  }

  /** Topics that other resources declare in the same place. */
  *elsewhere(who: Who, place: string): Iterable<string> {
    for (const [topic, declared] of this.byTopic) {
      if (declared.some((each) => each.who !== who && each.place === place)) yield topic;
    }
  }

  /**
   * What is wrong with a declaration because of those of other resources in the same place.
   *
   * @param nameOf names another resource in an error
   */
  issues(who: Who, place: string, declaration: TopicDeclaration, nameOf: (other: Who) => string): Issue[] {
    const { topics, exclusive, isSet, isSecret } = declaration;
    const issues: Issue[] = [];
    for (const [topic, isMarked] of topics) {
      const add = (issue: Issue) => issues.push(isSet ? issueWithinSet(topic, issue) : issue);
      const first = this.of(topic).find((declared) => declared.place === place);
      if (first !== undefined && first.who !== who)
        add(duplicateTopicIssue(nameOf(first.who), isSet ? undefined : isSecret ? SECRET_TEXT : topic));
      const owner = isMarked ? undefined : this.exclusiveOwner(topic, place, who);
      if (owner !== undefined) add(withoutMarkerIssue(nameOf(owner), isSecret ? SECRET_TEXT : topic));
    }
    if (exclusive.length === 0) return issues;
    for (const [topic, declared] of this.unmarked) {
      const other = declared.find((each) => each.place === place && each.who !== who);
      if (other === undefined || !isUnderPrefix(topic, exclusive)) continue;
      issues.push(exclusiveIssue(nameOf(other.who), other.isSecret ? SECRET_TEXT : topic));
    }
    return issues;
  }

  /** Another resource under whose exclusive prefixes a topic is. */
  private exclusiveOwner(topic: string, place: string, except: Who): Who | undefined {
    return this.exclusive.find(
      (each) => each.who !== except && each.place === place && isUnderPrefix(topic, each.prefixes),
    )?.who;
  }
}

function replace<Who>(map: Map<string, DeclaredTopic<Who>[]>, topic: string, declared: DeclaredTopic<Who>): void {
  const before = map.get(topic);
  if (before === undefined) map.set(topic, [declared]);
  else if (!before.some(({ who, place }) => who === declared.who && place === declared.place)) before.push(declared);
}

/**
 * The issue of a topic that another resource declares in the same place.
 *
 * @param shown the topic, if the path of the issue does not name it
 */
export function duplicateTopicIssue(other: string, shown?: string): Issue {
  return { path: "topic", reason: `${other} declares the same topic in the same place${shown ? `: ${shown}` : ""}` };
}

/** A set cannot tell such a message from a stranger's, which it clears. */
function withoutMarkerIssue(other: string, shown: string): Issue {
  return {
    path: "marker",
    reason:
      `${other} clears every message without a marker under its \`exclusive\` prefixes, and so would clear ${shown}. ` +
      "Give it a marker, declare it in that set, or narrow the prefix there",
  };
}

function exclusiveIssue(other: string, topic: string): Issue {
  return {
    path: "exclusive",
    reason:
      `${other} declares ${topic} without a marker, so this set would clear it as a stranger's message. ` +
      "Give the message a marker, declare it in this set, or use a narrower prefix",
  };
}
