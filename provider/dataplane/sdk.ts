import type * as Iot from "@aws-sdk/client-iot";
import type * as IotData from "@aws-sdk/client-iot-data-plane";
import type * as Sts from "@aws-sdk/client-sts";
import type * as CredentialProviders from "@aws-sdk/credential-providers";
import type * as SharedConfig from "@smithy/core/config";
import { CertificateAgent } from "./certificates";

// Only this file loads the AWS SDK, and only when a call is made. It takes 100 ms, and a preview mostly needs no call.

// Without this, the SDK prints a warning about old Node versions in every preview. Our `engines` says what is supported.
const quiet = "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED";

function load(name: string): unknown {
  process.env[quiet] ??= "true";
  return require(name);
}

export const dataPlaneSdk = () => load("@aws-sdk/client-iot-data-plane") as typeof IotData;
export const controlPlaneSdk = () => load("@aws-sdk/client-iot") as typeof Iot;
export const stsSdk = () => load("@aws-sdk/client-sts") as typeof Sts;
export const credentialProvidersSdk = () => load("@aws-sdk/credential-providers") as typeof CredentialProviders;
export const sharedConfigSdk = () => load("@smithy/core/config") as typeof SharedConfig;

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
