import type * as Iot from "@aws-sdk/client-iot";
import type * as IotData from "@aws-sdk/client-iot-data-plane";
import type * as Sts from "@aws-sdk/client-sts";
import type * as CredentialProviders from "@aws-sdk/credential-providers";

// The only place that loads the AWS SDK, and only when a call is made: preview never needs it, and it takes 100 ms.

// Our `engines` says which Node versions are supported; the SDK's own word on it would be in every preview.
const quiet = "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED";

function load(name: string): unknown {
  process.env[quiet] ??= "true";
  return require(name);
}

export const dataPlaneSdk = () => load("@aws-sdk/client-iot-data-plane") as typeof IotData;
export const controlPlaneSdk = () => load("@aws-sdk/client-iot") as typeof Iot;
export const stsSdk = () => load("@aws-sdk/client-sts") as typeof Sts;
export const credentialProvidersSdk = () => load("@aws-sdk/credential-providers") as typeof CredentialProviders;

/** Client settings common to all services. The SDK's own retries are off: ours keep to the pace. */
export function clientSettings(sockets: number) {
  return {
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: 5_000,
      requestTimeout: 15_000,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: sockets },
      httpsAgent: { keepAlive: true, maxSockets: sockets },
    },
  };
}
