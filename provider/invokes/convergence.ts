import { ConvergenceObserver } from "../convergence/observer";
import type { Settings } from "../dataplane/configuration";
import type { Places } from "../dataplane/places";
import { AppliedTopics, reasonsAgainstTemplate } from "../messages/applied-topics";
import { DeploymentError } from "../messages/deployment-error";
import { reasonsAgainstTopic } from "../messages/topic";
import { isVersion } from "../messages/version";
import { isSentinel } from "../pulumi/unknowns";
import type { ConvergenceArgs, ConvergenceResult } from "./types";

/**
 * Looks how many devices have applied their messages.
 *
 * @throws DeploymentError or DataPlaneError if an argument is wrong, or something cannot be read
 */
export async function findConvergence(
  { places, settings }: { places: Places; settings: Settings },
  { topics, applied, versions = {}, readOlder = false, region, endpoint }: ConvergenceArgs,
): Promise<ConvergenceResult> {
  const asked = new Set(topics);
  const notAsked = Object.keys(versions).find((topic) => !asked.has(topic));
  const issues = [
    ...reasonsAgainstTemplate(applied).map((reason) => `\`applied\`: ${reason}`),
    ...topics.flatMap((topic) => reasonsAgainstTopic(topic).map((reason) => `\`topics\`: ${topic}: ${reason}`)),
    ...Object.entries(versions)
      .filter(([, version]) => !isVersion(version))
      .map(([topic]) => `\`versions\`: ${topic}: expected 16 hex digits in lower case`),
    ...(notAsked === undefined ? [] : [`\`versions\`: ${notAsked}: expected one of \`topics\``]),
  ];
  if (issues.length > 0) throw new DeploymentError(issues.join("; "));
  const place = await places.resolve({ region, endpoint });
  const observer = new ConvergenceObserver({
    dataPlane: places.dataPlane(place),
    applied: new AppliedTopics(applied),
    concurrency: settings.concurrency,
    readOlder,
  });
  const own = new Map(Object.entries(versions));
  const found = await observer.look(new Map(topics.map((topic) => [topic, { version: own.get(topic) }])));
  const messages = [...found.topics].map(([topic, { reason, ...rest }]) => ({
    topic,
    ...rest,
    // A device may write what Pulumi takes for an unknown value.
    ...(reason === undefined || isSentinel(reason) ? {} : { reason }),
  }));
  return { messages, ...found.sums, region: place.region, dataEndpoint: place.dataEndpoint };
}
