import type * as CloudWatch from "@aws-sdk/client-cloudwatch";
import type * as Iot from "@aws-sdk/client-iot";
import type * as IotData from "@aws-sdk/client-iot-data-plane";
import type * as Sts from "@aws-sdk/client-sts";
import type * as CredentialProviders from "@aws-sdk/credential-providers";
import type * as SharedConfig from "@smithy/core/config";
import { CertificateAgent } from "./certificates";

// Only this file loads the AWS SDK, and only when a call is made. It takes 100 ms, and a preview mostly needs no call.

// Without this, the SDK prints a warning about old Node versions in every preview. Our `engines` says what is supported.
const quiet = "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED";

/** Loads a part of the SDK. Each is named in a literal `require`, so that a bundler finds it. */
function load<T>(part: () => unknown): T {
  process.env[quiet] ??= "true";
  return part() as T;
}

export const dataPlaneSdk = () => load<typeof IotData>(() => require("@aws-sdk/client-iot-data-plane"));
export const controlPlaneSdk = () => load<typeof Iot>(() => require("@aws-sdk/client-iot"));
export const cloudWatchSdk = () => load<typeof CloudWatch>(() => require("@aws-sdk/client-cloudwatch"));
export const stsSdk = () => load<typeof Sts>(() => require("@aws-sdk/client-sts"));
export const credentialProvidersSdk = () =>
  load<typeof CredentialProviders>(() => require("@aws-sdk/credential-providers"));
export const sharedConfigSdk = () => load<typeof SharedConfig>(() => require("@smithy/core/config"));

/** The common settings of all clients. The retries of the SDK are off, since they would ignore the rate limit. */
export function clientSettings(sockets: number) {
  return {
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: 5_000,
      requestTimeout: 15_000,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: sockets },
      httpsAgent: new CertificateAgent({ keepAlive: true, maxSockets: sockets }),
    },
  };
}
