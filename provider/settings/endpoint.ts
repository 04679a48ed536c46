/** One spelling for each endpoint, so that places compare. */
export function normalizedEndpoint(endpoint: string): string {
  return endpoint.replace(/\/+$/, "");
}
