import type { Deny } from "../access";
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
import { assumeRole, getCallerIdentity } from "./sts";
import { describeThing, listThings, listThingsInThingGroup } from "./things";

/** What calls are answered from. */
export interface Account {
  store: MessageStore;
  intake: Intake;
  quotas: AccountQuotas;
  deny: Deny;
  registry: () => Registry;
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
    return failed(error);
  }
}

function answerOf(account: Account, request: Request, { address, lag }: Circumstances): Answer {
  const { store, intake, registry } = account;
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
    case "Unknown":
      throw new ServiceError("MethodNotAllowedException");
  }
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
