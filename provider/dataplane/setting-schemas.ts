import { z } from "zod";
import { CHANGE_LIMIT_EXPECTED, isChangeLimit } from "../messages/change-limit";
import { reasonsAgainstOwner } from "../messages/owner";
import { isPercent, PERCENT_EXPECTED } from "../messages/rollout";
import type { SettingName } from "../settings/setting-names";
import { endpointSchema, regionSchema, rule } from "../validation/common-schemas";
import { accountIds, assumedRole, json, roleArn } from "./aws-settings";

const positive = z.coerce.number({ error: "expected a number above 0" }).positive("expected a number above 0");
const flag = z.enum(["true", "false"], { error: "expected true or false" }).transform((text) => text === "true");

const percent = z
  .string()
  .refine((text) => text.trim() !== "" && isPercent(Number(text)), PERCENT_EXPECTED)
  .transform(Number);

const changeLimit = z
  .string()
  .transform((text) => (/^\d+$/.test(text) ? Number(text) : text))
  .refine(isChangeLimit, CHANGE_LIMIT_EXPECTED);

/** The settings that are read, by key, and what each text has to be. */
export const settingSchemas = {
  "iot-retained:region": regionSchema,
  "aws:region": regionSchema,
  "iot-retained:endpoint": endpointSchema,
  "iot-retained:profile": z.string(),
  "aws:profile": z.string(),
  "iot-retained:accessKey": z.string(),
  "aws:accessKey": z.string(),
  "iot-retained:secretKey": z.string(),
  "aws:secretKey": z.string(),
  "iot-retained:token": z.string(),
  "aws:token": z.string(),
  "iot-retained:roleArn": roleArn.transform((RoleArn) => ({ RoleArn })),
  "iot-retained:assumeRole": json(assumedRole),
  "aws:assumeRole": json(assumedRole),
  "iot-retained:allowedAccountIds": accountIds,
  "aws:allowedAccountIds": accountIds,
  "iot-retained:forbiddenAccountIds": accountIds,
  "aws:forbiddenAccountIds": accountIds,
  "iot-retained:owner": z.string().superRefine(rule(reasonsAgainstOwner)),
  "iot-retained:marker": flag,
  "iot-retained:previewReads": flag,
  "iot-retained:rollout": percent,
  "iot-retained:maxClears": changeLimit,
  "iot-retained:maxChanges": changeLimit,
  "iot-retained:publishRate": positive,
  "iot-retained:readRate": positive,
  "iot-retained:concurrency": positive.int("expected a whole number above 0"),
} satisfies Record<`iot-retained:${SettingName}` | `aws:${string}`, z.ZodType>;
