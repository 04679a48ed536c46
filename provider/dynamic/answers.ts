import { isForUsers } from "../dataplane/errors";
import type { Checked } from "../engine/handlers";
import { isUnderWay, type Rollout } from "../messages/rollout";
import { PartialFailure } from "../process/partial-failure";
import { sealed, withoutSecretTopic } from "../process/secrets";
import type { PropertyBag } from "../pulumi/property-bag";
import { argumentOfIssue, issueTexts } from "../validation/issue";

/** What is asked of checked inputs here. */
export interface CheckedInputs {
  __secrets?: readonly string[];
  rollout?: Rollout;
}

/** One thing that is wrong with the inputs. If it named a property, the engine would print the value of that property. */
interface CheckFailure {
  property: "";
  reason: string;
}

/** Completed inputs, and why they are refused. */
interface CheckResponse {
  inputs: object;
  failures: CheckFailure[];
}

/**
 * What the dynamic-provider process takes for an answer to a check. The engine marks as secret what was secret when it
 * arrived. What a rollout has put there did not arrive.
 */
export function checkResponse({ inputs, issues }: Checked<CheckedInputs>): CheckResponse {
  return {
    inputs: isUnderWay(inputs.rollout) ? sealed(inputs) : inputs,
    failures: issueTexts(issues, inputs.__secrets).map((reason) => ({ property: "", reason })),
  };
}

/**
 * The answer to a check of which the program has told the issues. In preview it does so for all resources, and a failure
 * here would end it at this one. Each invalid argument is as it was, so that the inputs can be compared.
 */
export function reportedResponse(olds: PropertyBag, { inputs, issues }: Checked<object>): CheckResponse {
  const invalid = new Set(issues.map(argumentOfIssue));
  const good = Object.entries(inputs).filter(([name]) => !invalid.has(name));
  const before = Object.entries(olds).filter(([name]) => invalid.has(name));
  return { inputs: Object.fromEntries([...good, ...before]), failures: [] };
}

/** The properties of an answer that hold values of a resource. */
interface Answer {
  outs?: object;
  props?: object;
  inputs?: object;
}

/** Makes what a handler returns ready for the dynamic-provider process. */
export function toEngine(answer: unknown): unknown {
  const { outs, props, inputs } = (answer ?? {}) as Answer;
  return strip({
    ...(answer as object),
    ...(outs === undefined ? {} : { outs: sealed(outs) }),
    ...(props === undefined ? {} : { props: sealed(props) }),
    ...(inputs === undefined ? {} : { inputs: sealed(inputs) }),
  });
}

/**
 * Makes what a handler throws ready for the dynamic-provider process. That prints `${error}: ${error.stack}` of most errors to
 * the user, so the stack comes off errors that are no fault of this code.
 *
 * @param question what the handler was asked: a topic that is secret there is taken out of the error
 */
export function errorToEngine(error: unknown, question: readonly unknown[]): unknown {
  withoutSecretTopic(error, question);
  if (error instanceof PartialFailure) error.properties = strip(sealed(error.properties)) as object;
  if (isForUsers(error)) {
    error.stack = error.message;
    error.toString = () => "iot-retained";
  }
  return error;
}

/** Without undefined values: one of them would fail the answer after the work is done, and the state would be lost. */
function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, strip(item)]));
}
