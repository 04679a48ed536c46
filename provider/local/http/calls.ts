import type { Deny } from "../access";
import type { AlarmBoard } from "../cloudwatch/alarms";
import { describeAlarms } from "../cloudwatch/describe-alarms";
import type { Dialect } from "../cloudwatch/dialect";
import { ServiceError } from "../errors";
import type { Intake } from "../intake";
import type { AccountQuotas } from "../quotas/account-quotas";
import type { Registry } from "../registry";
import type { MessageStore } from "../store/messages";
import { type Answer, failed } from "./answer";
import { describeEndpoint } from "./describe-endpoint";
import { getRetainedMessage } from "./get-retained-message";
import { listRetainedMessages } from "./list-retained-messages";
import { publish } from "./publish";
import type { Request } from "./request";
import { accountOf, assumeRole, getCallerIdentity } from "./sts";
import { describeThing, listThings, listThingsInThingGroup } from "./things";

/** What calls are answered from. */
export interface Account {
  store: MessageStore;
  intake: Intake;
  quotas: AccountQuotas;
  deny: Deny;
  registry: () => Registry;
  alarms: AlarmBoard;
}

/** How a call came, and what a fault changes in it. */
export interface Circumstances {
  /** The address that DescribeEndpoint tells. */
  address: string;
  /** How many milliseconds a listing lags behind. */
  lag: number;
}

/** Carries out a call. */
export function act(account: Account, request: Request, circumstances: Circumstances): Answer {
  try {
    return answerOf(account, request, circumstances);
  } catch (error) {
    return failedAs(request, error);
  }
}

/** An error in the form that the client of a request reads. */
export function failedAs({ cloudWatch }: Request, error: unknown): Answer {
  return cloudWatch === undefined ? failed(error) : cloudWatch.failed(error);
}

function answerOf(account: Account, request: Request, { address, lag }: Circumstances): Answer {
  const { store, intake, registry } = account;
  if (request.cloudWatch !== undefined) return answerCloudWatch(account, request, request.cloudWatch);
  switch (request.operation) {
    case "Publish":
      return publish(intake, request);
    case "GetRetainedMessage":
      allow(account, request, "iot:GetRetainedMessage");
      pace(account, request.operation);
      return getRetainedMessage(store, request);
    case "ListRetainedMessages":
      allow(account, request, "iot:ListRetainedMessages");
      pace(account, request.operation);
      return listRetainedMessages(store, request, lag);
    case "DescribeEndpoint":
      pace(account, request.operation);
      return describeEndpoint(address, request);
    case "ListThings":
      return listThings(registry(), request);
    case "ListThingsInThingGroup":
      return listThingsInThingGroup(registry(), request);
    case "DescribeThing":
      return describeThing(registry(), request);
    case "GetCallerIdentity":
      return getCallerIdentity(request);
    case "AssumeRole":
      return assumeRole(request);
    default:
      throw new ServiceError("MethodNotAllowedException");
  }
}

/** Answers a call of CloudWatch. Its alarms are in the Region that the call is signed for. */
function answerCloudWatch({ alarms }: Account, request: Request, dialect: Dialect): Answer {
  if (request.operation !== "DescribeAlarms") throw new ServiceError("MethodNotAllowedException");
  const [, region = "local"] = /\/\d{8}\/([\w-]+)\//.exec(request.headers.authorization ?? "") ?? [];
  const scope = { region, account: accountOf(request) };
  return dialect.answer(describeAlarms(alarms.current(), dialect, scope));
}

function allow(
  { deny }: Account,
  { topic, accessKeyId }: Request,
  action: "iot:GetRetainedMessage" | "iot:ListRetainedMessages",
): void {
  const denied = deny({
    action,
    ...(topic !== undefined && { topic }),
    ...(accessKeyId !== undefined && { accessKeyId }),
  });
  if (denied) throw new ServiceError("ForbiddenException", null);
}

function pace({ quotas }: Account, operation: Parameters<AccountQuotas["takesRead"]>[0]): void {
  if (!quotas.takesRead(operation)) throw new ServiceError("ThrottlingException");
}
