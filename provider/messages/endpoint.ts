/** One spelling for each endpoint, so that places compare. */
export function normalized(endpoint: string): string {
  return endpoint.replace(/\/+$/, "");
}
