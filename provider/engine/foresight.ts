import type { Place } from "../dataplane/data-plane";
import { isFailureOf, isForUsers } from "../dataplane/errors";
import { withoutSecretTopic } from "../process/secrets";
import type { Session } from "../process/session";
import { isUnknown } from "../pulumi/unknowns";
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
 * @throws Error that says why it would fail. If the setting `previewReads` is off, nothing is read, and the reason becomes a
 * warning
 */
export async function foresee(session: Session, { inputs, recorded, look }: Foreseen): Promise<void> {
  const { places, settings, log } = session;
  if (isUnknown([inputs.region, inputs.endpoint])) return;
  try {
    await places.assertReady(inputs, recorded);
    if (!settings.previewReads || look === undefined) return;
    await look(recorded === undefined ? await places.resolve(inputs) : await places.resolveForUpdate(recorded, inputs));
  } catch (error) {
    if (!isForUsers(error)) throw error;
    if (isFailureOf("notAllowed", error)) return await session.warnOnce(NOT_ALLOWED);
    if (settings.previewReads) throw error;
    const { message } = withoutSecretTopic(error, [inputs]);
    await log.write("warning", inputs.__urn, `an \`up\` would fail: ${message}`);
  }
}
