/** Whether the CLI has started this process for a program. In a program of the Automation API, it has not. */
export function isRunByCli(): boolean {
  return /[\\/]pulumi[\\/]cmd[\\/]run[\\/]/.test(require.main?.filename ?? "");
}
