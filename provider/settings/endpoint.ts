/** The URL of an endpoint without slashes at its end, so that two spellings of one endpoint are equal. */
export function normalizedEndpoint(endpoint: string): string {
  return endpoint.replace(/\/+$/, "");
}
