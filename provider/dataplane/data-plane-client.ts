import type { IoTDataPlaneClient } from "@aws-sdk/client-iot-data-plane";
import { type AwsAccess, accessSettings } from "./credentials";
import type { Place } from "./data-plane";
import { learnFromFirstRequest } from "./first-request";
import { clientSettings, dataPlaneSdk } from "./sdk";
import { collect, refuseForeignAnswers } from "./service-answer";

/**
 * Makes a client of a data plane that takes little CPU for each call.
 *
 * @param beforeCall called just before each call, which waits for it
 */
export function dataPlaneClient(
  { region, dataEndpoint }: Place,
  access: AwsAccess,
  sockets: number,
  beforeCall: () => Promise<void>,
): IoTDataPlaneClient {
  const { IoTDataPlaneClient } = dataPlaneSdk();
  const client = new IoTDataPlaneClient({
    ...clientSettings(sockets),
    region,
    endpoint: dataEndpoint,
    ...accessSettings(access, dataEndpoint, region),
    cacheMiddleware: true,
    streamCollector: collect,
  });
  keepSigner(client);
  learnFromFirstRequest(client);
  refuseForeignAnswers(client);
  // Behind everything that makes a call wait: its turn, and credentials that are fetched anew.
  client.middlewareStack.add((next) => async (request) => beforeCall().then(() => next(request)), {
    step: "finalizeRequest",
    priority: "low",
  });
  return client;
}

/**
 * Lets one signer sign all requests. The SDK makes one for each, since each may have a scheme of its own; an endpoint that
 * is given has none. A signer asks for the credentials each time.
 */
function keepSigner({ config }: IoTDataPlaneClient): void {
  const { signer: makeSigner } = config;
  let kept: ReturnType<typeof makeSigner> | undefined;
  config.signer = (authScheme) => {
    kept ??= makeSigner(authScheme);
    return kept;
  };
}
