import { ServiceError } from "../errors";
import type { Answer } from "./answer";
import { queryAnswer } from "./query";
import type { Request } from "./request";

// The two operations of STS with which a client finds or changes its account. With them, stacks with roles and account
// lists can be tried. Twelve digits in an access key are its account, as in other emulators.

const NO_ACCOUNT = "000000000000";
const NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export function getCallerIdentity(request: Request): Answer {
  const account = accountOf(request);
  return queryAnswer("GetCallerIdentity", NAMESPACE, {
    Arn: `arn:aws:iam::${account}:root`,
    UserId: account,
    Account: account,
  });
}

/** The account that a request is of. */
export function accountOf({ accessKeyId }: Request): string {
  return /\d{12}/.exec(accessKeyId ?? "")?.[0] ?? NO_ACCOUNT;
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
  return queryAnswer("AssumeRole", NAMESPACE, {
    AssumedRoleUser: {
      AssumedRoleId: `AROA${account}:${session}`,
      Arn: `arn:aws:sts::${account}:assumed-role/${name}/${session}`,
    },
    Credentials: {
      AccessKeyId: `ASIA${account}`,
      SecretAccessKey: "local",
      SessionToken: "local",
      Expiration: new Date(Date.now() + 3_600_000).toISOString(),
    },
  });
}
