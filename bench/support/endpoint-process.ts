/** The local endpoint in its own process, so that its time and memory are not measured. */

import { type LocalCall, type LocalEndpointOptions, startLocalEndpoint } from "pulumi-iot-retained/local";
import type { Report } from "./endpoint";
import { SlidingLimit } from "./sliding-limit";

const [publishLimit] = process.argv.slice(2);

let report: Report = { calls: {}, published: 0, publishingSeconds: 0 };
let firstPublish: number | undefined;

function note({ operation, status }: LocalCall): void {
  report.calls[operation] = (report.calls[operation] ?? 0) + 1;
  if (operation !== "Publish") return;
  const now = performance.now();
  firstPublish ??= now;
  if (status !== 200) return;
  report.published++;
  report.publishingSeconds = (now - firstPublish) / 1000;
}

function throttle(perSecond: number): NonNullable<LocalEndpointOptions["fault"]> {
  const limit = new SlidingLimit(perSecond);
  return ({ operation }) =>
    operation === "Publish" && !limit.allows(performance.now()) ? { error: "ThrottlingException" } : undefined;
}

startLocalEndpoint({
  onCall: note,
  ...(publishLimit !== undefined && { fault: throttle(Number(publishLimit)) }),
}).then(({ endpoint }) => process.send?.(endpoint));

// Any message asks for a report of all calls since the last report.
process.on("message", () => {
  process.send?.(report);
  report = { calls: {}, published: 0, publishingSeconds: 0 };
  firstPublish = undefined;
});

// It ends together with the bench, even if that is killed.
process.on("disconnect", () => process.exit());
