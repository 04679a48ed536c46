import type { Connection } from "../dataplane/connection";
import type { LoadedMessages } from "../files/loaded-messages";
import { findConvergence } from "../invokes/convergence";
import { loadMessagesOf } from "../invokes/folder";
import { deployerPolicyDocument, subscriberPolicyDocument } from "../invokes/policies";
import { readRetainedMessage } from "../invokes/retained-message";
import { findRetainedMessages } from "../invokes/retained-messages";
import { invokeSchemas } from "../invokes/schemas";
import { findThings } from "../invokes/things";
import { DeploymentError } from "../messages/deployment-error";
import type { EngineLog } from "../process/engine-log";
import { withoutSecrets } from "../process/secrets";
import type { PropertyBag } from "../pulumi/property-bag";
import { secretPaths, withoutSecretMarks } from "../pulumi/secret";
import { withoutNulls } from "../pulumi/without-nulls";
import { argumentIssues } from "../validation/argument-issues";
import { issueTexts } from "../validation/issue";
import type { Response } from "./protocol";

/** What answers each function, once its arguments have been examined. */
type Answers = Record<keyof typeof invokeSchemas, (host: FunctionHost, args: never) => Promise<object>>;

/** What functions work with. */
type FunctionHost = Connection & { readonly log: EngineLog; readonly loaded: LoadedMessages };

const answers: Answers = {
  getRetainedMessage: readRetainedMessage,
  listRetainedMessages: findRetainedMessages,
  convergence: findConvergence,
  thingsInGroup: findThings,
  loadMessages: async ({ log, loaded }, args) => {
    const found = await loadMessagesOf(args, (line) => log.write("warning", undefined, line));
    loaded.note(Object.entries(found.messages));
    return found;
  },
  deployerPolicy: async (_host, args) => ({ json: deployerPolicyDocument(args) }),
  subscriberPolicy: async (_host, args) => ({ json: subscriberPolicyDocument(args) }),
};

/**
 * Answers a function of a program.
 *
 * @param token such as `iot-retained:index:getRetainedMessage`
 * @throws DeploymentError that tells everything that is wrong with the arguments
 */
export async function invoke(host: FunctionHost, token: string, given: PropertyBag): Promise<Response<"Invoke">> {
  const name = token.replace(/^.*:/, "");
  if (!Object.hasOwn(answers, name)) throw new Error(`there is no function ${token}`);
  const args = withoutNulls(withoutSecretMarks(given));
  const schema = invokeSchemas[name as keyof Answers];
  const issues = issueTexts(argumentIssues(schema, args, Object.keys(schema.shape)));
  if (issues.length > 0) throw new DeploymentError(issues.join("; "));
  try {
    return { return: (await answers[name as keyof Answers](host, args as never)) as PropertyBag };
  } catch (error) {
    const secrets = secretPaths(given).map((secret) => args[secret]);
    throw withoutSecrets(
      error,
      secrets.filter((secret) => typeof secret === "string"),
    );
  }
}
