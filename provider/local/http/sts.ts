import { randomUUID } from "node:crypto";
import { ServiceError } from "../errors";
import type { Answer } from "./answer";
import type { Request } from "./request";

// The two operations of STS with which a client finds or changes its account. With them, stacks with roles and account
// lists can be tried. Twelve digits in an access key are its account, as in other emulators.

const NO_ACCOUNT = "000000000000";

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export function getCallerIdentity({ accessKeyId }: Request): Answer {
  const account = /\d{12}/.exec(accessKeyId ?? "")?.[0] ?? NO_ACCOUNT;
  return answer(
    "GetCallerIdentity",
    `<Arn>arn:aws:iam::${account}:root</Arn><UserId>${account}</UserId><Account>${account}</Account>`,
  );
}

/**
 * Answers AssumeRole with keys of the account in the ARN of the role, whoever asks.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function assumeRole({ body }: Request): Answer {
  const form = new URLSearchParams(body.bytes.toString("utf8"));
  const [, account, name] = /^arn:aws[\w-]*:iam::(\d{12}):role\/([\w+=,.@/-]+)$/.exec(form.get("RoleArn") ?? "") ?? [];
  const session = form.get("RoleSessionName") ?? "";
  if (account === undefined || !/^[\w+=,.@-]{2,64}$/.test(session)) {
    throw new ServiceError("InvalidRequestException", "expected a `RoleArn` and a `RoleSessionName`");
  }
  const expiration = new Date(Date.now() + 3_600_000).toISOString();
  return answer(
    "AssumeRole",
    `<AssumedRoleUser><AssumedRoleId>AROA${account}:${session}</AssumedRoleId>` +
      `<Arn>arn:aws:sts::${account}:assumed-role/${name}/${session}</Arn></AssumedRoleUser>` +
      `<Credentials><AccessKeyId>ASIA${account}</AccessKeyId><SecretAccessKey>local</SecretAccessKey>` +
      `<SessionToken>local</SessionToken><Expiration>${expiration}</Expiration></Credentials>`,
  );
}

function answer(operation: string, result: string): Answer {
  const requestId = randomUUID();
  return {
    status: 200,
    headers: { "content-type": "text/xml", "x-amzn-RequestId": requestId },
    body:
      `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result>${result}` +
      `</${operation}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`,
  };
}
