import picomatch from "picomatch";

/** An action of an IoT policy that the local endpoint can deny. */
export type DeniableAction =
  | "iot:Publish"
  | "iot:RetainPublish"
  | "iot:Subscribe"
  | "iot:GetRetainedMessage"
  | "iot:ListRetainedMessages";

/** All of them: a record, so that a forgotten one does not compile. */
const actions: Readonly<Record<DeniableAction, true>> = {
  "iot:Publish": true,
  "iot:RetainPublish": true,
  "iot:Subscribe": true,
  "iot:GetRetainedMessage": true,
  "iot:ListRetainedMessages": true,
};

/** What somebody asks to do. */
export interface AccessQuestion {
  /** The action, in the words of IoT policies. A retained publish asks for `iot:Publish` and then `iot:RetainPublish`. */
  action: DeniableAction;
  /** Topic, or the topic filter of `iot:Subscribe`; undefined for `iot:ListRetainedMessages`. */
  topic?: string;
  /** MQTT client that asks; undefined for HTTP. */
  clientId?: string;
  /** Access key with which an HTTP call was signed; undefined for MQTT, and for calls that were not signed. */
  accessKeyId?: string;
}

/** Whether a policy denies an action. */
export type Deny = (question: AccessQuestion) => boolean;

/**
 * Denies what some rules say, as the `deny` option of the local endpoint. A rule is an action, and may have a glob for topics:
 * `iot:RetainPublish:fleet/**`. The glob of `iot:Subscribe` is for the topic filter as the client wrote it, `$share/group/` included.
 *
 * @param rules texts such as `iot:Subscribe` and `iot:RetainPublish:fleet/**`
 * @returns the option
 * @throws Error of one sentence if a rule cannot be read
 * @example
 * ```ts
 * import { denialsBy, startLocalEndpoint } from "pulumi-iot-retained/local";
 *
 * async function main(): Promise<void> {
 *   const local = await startLocalEndpoint({ deny: denialsBy(["iot:RetainPublish:acme/**"]) });
 *   const path = "topics/acme/1?qos=1&retain=true";
 *   const { status } = await fetch(`${local.endpoint}/${path}`, { method: "POST", body: "on" });
 *   console.log(status); // 403
 *   await local.close();
 * }
 *
 * void main();
 * ```
 */
export function denialsBy(rules: readonly string[]): Deny {
  const denials = rules.map((text) => {
    const [, name, glob] = /^(iot:\w+)(?::(.*))?$/s.exec(text) ?? [];
    const known = Object.keys(actions) as DeniableAction[];
    const action = known.find((each) => each === name);
    if (action === undefined || glob === "") {
      throw new Error(`\`${text}\` is no rule. Expected one of ${known.join(", ")}, with or without :GLOB.`);
    }
    return { action, hasTopic: glob === undefined ? () => true : picomatch(glob, { dot: true }) };
  });
  return ({ action, topic = "" }) => denials.some((denial) => denial.action === action && denial.hasTopic(topic));
}
