import { messagePath } from "../pulumi/message-path";

/** One thing that is wrong with the arguments of a resource. */
export interface Issue {
  /** Path of the argument, such as `qos` or `messages["a/b"].qos`. */
  path: string;
  /** What is wrong with it. No value is quoted, since it may be secret. */
  reason: string;
  /** Where inside of the argument. It may contain names of keys of the value. */
  where?: string;
}

/** An issue as one line of an error. */
export function issueText({ path, reason, where }: Issue): string {
  return `\`${path}\`: ${reason}${where === undefined ? "" : ` ${where}`}`;
}

/** The argument that has the issue. */
export function argumentOfIssue({ path }: Issue): string {
  return path.replace(/[.[].*$/s, "");
}

/** An issue of one message as an issue of its set. */
export function issueWithinSet(topic: string, { path, ...issue }: Issue): Issue {
  return { path: path === "topic" ? messagePath(topic) : `${messagePath(topic)}.${path}`, ...issue };
}

/** Issues that the program has sent. In place of those that are not known yet, there is an unknown value. */
export function issuesFoundBefore(sent: unknown): Issue[] {
  const all: unknown[] = Array.isArray(sent) ? sent.flat() : [];
  return all.filter((issue): issue is Issue => typeof issue === "object" && issue !== null);
}

/**
 * Each issue as one line, and once: the program and the provider process may both have found it.
 *
 * @param secrets paths of arguments, or of messages of a set, of which no key may be told
 */
export function issueTexts(issues: readonly Issue[], secrets: readonly string[] = []): string[] {
  return uniqueIssues(withoutSecretKeys(issues, secrets)).map(issueText);
}

/** Each issue once. */
export function uniqueIssues(issues: readonly Issue[]): Issue[] {
  return [...new Map(issues.map((issue) => [issueText(issue), issue])).values()];
}

/** The end of a reason that quotes a number: `expected 0 or 1, got 7`. */
const NUMBER = /, got [-+\d.e]+$/i;

/**
 * Issues without what would tell a part of a secret: the names of keys that are inside of it, and numbers.
 *
 * @param secrets paths of arguments, or of messages of a set
 */
export function withoutSecretKeys(issues: readonly Issue[], secrets: readonly string[]): Issue[] {
  const paths = new Set(secrets);
  if (paths.size === 0) return [...issues];
  return issues.map((issue) => {
    const [, message = "", argument = ""] = /^(messages\["(?:[^"\\]|\\.)*"\])(\.\w+)?/.exec(issue.path) ?? [];
    const secret = [argumentOfIssue(issue), message].find((path) => paths.has(path));
    if (secret === undefined) return issue;
    return { path: secret === message ? message + argument : secret, reason: issue.reason.replace(NUMBER, "") };
  });
}
