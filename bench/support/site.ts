import { Endpoint } from "./endpoint";
import { BenchStack } from "./stack";

/** A stack and the endpoint that it publishes to. */
export interface Site {
  endpoint: Endpoint;
  stack: BenchStack;
}

/** A rate, in calls per second, at which no call waits for its turn. */
export const NO_LIMIT = 100_000;

/** Runs `use` with an empty endpoint, and stops the endpoint afterwards, also after a failure. */
export async function withEndpoint<T>(use: (endpoint: Endpoint) => Promise<T>, publishLimit?: number): Promise<T> {
  const endpoint = await Endpoint.start(publishLimit);
  try {
    return await use(endpoint);
  } finally {
    await endpoint.stop();
  }
}

/** Runs `use` with a new stack and an empty endpoint, and removes both afterwards, also after a failure. */
export function withSite<T>(
  use: (site: Site) => Promise<T>,
  { publishRate = NO_LIMIT, publishLimit }: { publishRate?: number; publishLimit?: number } = {},
): Promise<T> {
  return withEndpoint(async (endpoint) => {
    const stack = await BenchStack.create({
      "iot-retained:endpoint": endpoint.url,
      "iot-retained:region": "eu-west-1",
      "iot-retained:publishRate": String(publishRate),
      "iot-retained:readRate": String(NO_LIMIT),
    });
    try {
      return await use({ endpoint, stack });
    } finally {
      await stack.remove();
    }
  }, publishLimit);
}
