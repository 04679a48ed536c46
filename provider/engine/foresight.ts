import type { Place } from "../dataplane/data-plane";
import { isFailureOf, isForUsers } from "../dataplane/errors";
import type { Session } from "../process/session";
import { errorToEngine } from "../process/to-engine";
import type { PropertyBag } from "../pulumi/property-bag";
import { isUnknown } from "../pulumi/unknowns";
import type { Issue } from "../validation/issue";
import type { CheckResponse } from "./handlers";
import type { SharedInputs } from "./shared-state";

const NOT_ALLOWED =
  "this preview cannot tell whether new topics are free, and an `up` may be refused. Allow iot:GetRetainedMessage, " +
  "iot:ListRetainedMessages and iot:DescribeEndpoint, or set `iot-retained:previewReads` to false";

/** What a preview can find out of a deployment. */
interface Foreseen {
  inputs: SharedInputs;
  /** The place in state; undefined before a create. */
  recorded: Place | undefined;
  /** Looks at topics that are new to the stack; undefined if there are none. */
  look?: ((place: Place) => Promise<void>) | undefined;
}

/**
 * Finds what a deployment would meet as soon as it begins to publish or clear: no Region, no credentials, or somebody
 * else's message on a new topic.
 *
 * @returns why it would fail. If the setting `previewReads` is off, nothing is read, and the reason becomes a warning
 */
export async function foreseen(session: Session, { inputs, recorded, look }: Foreseen): Promise<Error | undefined> {
  const { places, settings, log } = session;
  if (isUnknown([inputs.region, inputs.endpoint])) return undefined;
  try {
    await places.assertReady(inputs, recorded);
    if (!settings.previewReads || look === undefined) return undefined;
    await look(recorded === undefined ? await places.resolve(inputs) : await places.resolveForUpdate(recorded, inputs));
    return undefined;
  } catch (error) {
    if (!isForUsers(error)) throw error;
    if (isFailureOf("notAllowed", error)) {
      await session.warnOnce(NOT_ALLOWED);
      return undefined;
    }
    errorToEngine(error, [inputs]);
    if (settings.previewReads) return error;
    await log.write("warning", inputs.__urn, `an \`up\` would fail: ${error.message}`);
    return undefined;
  }
}

/** What a check knows once it has looked at the arguments. */
interface Checked {
  olds: PropertyBag;
  issues: readonly Issue[];
  isPreview: boolean;
}

/**
 * The answer to a check, in a preview with why the create would fail, if it would. The engine gives no old inputs for a
 * create.
 *
 * @param foresee finds the reason, if nothing is wrong with the arguments
 */
export async function withForesight(
  response: CheckResponse,
  { olds, issues, isPreview }: Checked,
  foresee: () => Promise<Error | undefined> | undefined,
): Promise<CheckResponse> {
  if (!isPreview || issues.length > 0 || olds["__provider"] !== undefined) return response;
  const error = await foresee();
  return error === undefined ? response : { ...response, failures: [{ property: "", reason: error.message }] };
}
