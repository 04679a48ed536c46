import type { Fault, FaultQuestion } from "../options";
import { type FaultRule, parseFaultRule } from "./rule";

/**
 * The faults of some rules, as the `fault` option of the local endpoint. The first rule that fits a call decides.
 *
 * @param rules texts such as `publish:429:0.2`
 * @param random gives numbers from 0 to below 1
 * @returns the option
 * @throws Error of one sentence if a rule cannot be read
 * @example
 * ```ts
 * import { faultsBy, startLocalEndpoint } from "pulumi-iot-retained/local";
 *
 * async function main(): Promise<void> {
 *   const local = await startLocalEndpoint({ fault: faultsBy(["publish:500:first=1", "list:delay=2s"]) });
 *   for (const expected of [500, 200]) {
 *     const { status } = await fetch(`${local.endpoint}/topics/acme/1?qos=1`, { method: "POST", body: "on" });
 *     console.log(status, expected);
 *   }
 *   await local.close();
 * }
 *
 * void main();
 * ```
 */
export function faultsBy(
  rules: readonly string[],
  random: () => number = Math.random,
): (question: FaultQuestion) => Fault | undefined {
  const counted = rules.map((text) => ({ rule: parseFaultRule(text), calls: 0 }));
  return (question) => {
    for (const each of counted) {
      if (!fits(each.rule, question)) continue;
      each.calls++;
      const isAmong = each.rule.first === undefined || each.calls <= each.rule.first;
      if (isAmong && random() < each.rule.share) return each.rule.fault;
    }
    return undefined;
  };
}

function fits({ operation, protocol, hasTopic }: FaultRule, question: FaultQuestion): boolean {
  return (
    (operation === undefined || operation === question.operation) &&
    (protocol === undefined || protocol === question.protocol) &&
    hasTopic(question.topic)
  );
}
