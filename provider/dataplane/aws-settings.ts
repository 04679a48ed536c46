import { z } from "zod";
import { defined } from "../messages/defined";
import { noSuch } from "../text/no-such";
import type { AwsRole } from "./credentials";

const EXPECTED_ROLE = "expected the ARN of an IAM role";

export const roleArn = z.string(EXPECTED_ROLE).regex(/^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/, EXPECTED_ROLE);

/** A setting in the form of JSON text, in which Pulumi passes structured configuration. */
export function json<T extends z.ZodType>(schema: T) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: "custom", message: "expected structured configuration (`pulumi config set --path`)" });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

/** A list of account ids. A single one may stand for the list, and keeps a zero at its beginning. */
export const accountIds = z
  .string()
  .transform((text) => (/^\d{12}$/.test(text) ? JSON.stringify([text]) : text))
  .pipe(
    json(
      z.array(
        z.coerce.string().regex(/^\d{12}$/, "expected account ids of 12 digits"),
        "expected account ids of 12 digits, as a list or one alone",
      ),
    ),
  );

const EXPECTED_DURATION = "expected a duration such as 1h or 30m";
const text = z.string("expected text");
const texts = z.array(text, "expected a list of texts");

const roleProperties = {
  roleArn,
  sessionName: text.optional(),
  externalId: text.optional(),
  duration: z
    .string(EXPECTED_DURATION)
    .regex(/^(?=\d)(\d+h)?(\d+m)?(\d+s)?$/, EXPECTED_DURATION)
    .optional(),
  policy: text.optional(),
  policyArns: texts.optional(),
  sourceIdentity: text.optional(),
  tags: z.record(z.string(), text, "expected a record of texts").optional(),
  transitiveTagKeys: texts.optional(),
};

/** A setting `assumeRole` with the property names of the Pulumi AWS package. */
export const assumedRole = z
  .strictObject(roleProperties, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => `\`${key}\`: ${noSuch("property", key, Object.keys(roleProperties))}`).join(", ")
        : "expected a record with the ARN of a role in `roleArn`",
  })
  .transform(
    (role): AwsRole => ({
      RoleArn: role.roleArn,
      ...defined({
        RoleSessionName: role.sessionName,
        ExternalId: role.externalId,
        DurationSeconds: role.duration === undefined ? undefined : seconds(role.duration),
        Policy: role.policy,
        PolicyArns: role.policyArns?.map((arn) => ({ arn })),
        SourceIdentity: role.sourceIdentity,
        Tags: role.tags && Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })),
        TransitiveTagKeys: role.transitiveTagKeys,
      }),
    }),
  );

function seconds(duration: string): number {
  const units = { h: 3600, m: 60, s: 1 };
  return [...duration.matchAll(/(\d+)([hms])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units],
    0,
  );
}
