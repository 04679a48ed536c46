import { defined } from "../messages/defined";
import { DeploymentError } from "../messages/deployment-error";
import { normalizedEndpoint } from "../settings/endpoint";
import { assertAccountAllowed } from "./account-lists";
import { stackAdvice } from "./advice";
import { AwsDataPlane } from "./aws-data-plane";
import { environmentEndpoint, environmentRegion, type Settings } from "./configuration";
import { type AlarmPlace, environmentCloudWatch, environmentControlPlane, type ServicePlace } from "./control-plane";
import { type AwsAccess, isLocal, isWithoutAccount } from "./credentials";
import type { DataPlane, DeclaredPlace, Place } from "./data-plane";
import type { DataPlaneError } from "./errors";
import { defaultRates } from "./pacing";

/** The Region of a local endpoint if nothing names another. */
export const LOCAL_REGION = "local";

/** The place of a message that has been published before. */
export interface RecordedPlace {
  place: Place;
  /**
   * False if STS could not tell whether the account is still the same. A message that is missing may then still exist in
   * the other account.
   */
  isSame: boolean;
}

/** The questions to AWS that are needed to find a place. */
export interface AwsLookups {
  profileRegion(access: AwsAccess): Promise<string | undefined>;
  callerAccount(region: string, access: AwsAccess): Promise<string>;
  discoverDataEndpoint(region: string, access: AwsAccess): Promise<string>;
  /** @throws DeploymentError if there are no credentials; makes no call to AWS */
  assertCredentials(access: AwsAccess): Promise<void>;
}

/** Finds the place of messages, and keeps one data plane for each place. */
export class Places {
  private readonly dataPlanes = new Map<string, DataPlane>();
  private readonly discovered = new Map<string, Promise<string>>();
  private region: Promise<string | undefined> | undefined;
  private credentials: Promise<void> | undefined;
  private account: Promise<string | undefined> | undefined;
  private hasWarned = false;

  /** @param warn tells the user something without stopping the deployment */
  constructor(
    private readonly settings: Settings,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly warn: (message: string) => Promise<void>,
    private readonly aws: AwsLookups,
    private readonly advice = stackAdvice,
    private readonly beforeCall?: () => Promise<void>,
  ) {}

  /**
   * Completes a declared place: its missing parts come from the configuration, the environment, the profile or
   * DescribeEndpoint. The account is checked first, so that no other call is made with credentials of a wrong account.
   *
   * @throws DeploymentError if no Region is named anywhere or the account is not allowed; DataPlaneError if the endpoint
   * cannot be discovered
   */
  async resolve(declared: DeclaredPlace): Promise<Place> {
    const { region, endpoint, accountId } = await this.locate(declared);
    const dataEndpoint = normalizedEndpoint(endpoint ?? (await this.discover(region)));
    return { region, dataEndpoint, ...(accountId === undefined ? {} : { accountId }) };
  }

  /**
   * The place for reads and deletes of a resource that was published before.
   *
   * @param recorded the place in state; undefined after an import that did not know it, so that the present place counts
   * @param declared the place that was declared when the resource was published
   * @throws DeploymentError that names both places, if only the environment or discovery has changed
   */
  async resolveRecorded(recorded: Place | undefined, declared: DeclaredPlace): Promise<RecordedPlace> {
    if (recorded === undefined) return { place: await this.resolve(declared), isSame: true };
    const { region = this.settings.region, endpoint = this.settings.endpoint } = declared;
    // If the configuration names another place now, the user has moved the resource: reads and deletes are for the old one.
    const now = await this.resolve({
      region: region === undefined ? undefined : recorded.region,
      endpoint: endpoint === undefined ? undefined : recorded.dataEndpoint,
    });
    assertSamePlace(recorded, now);
    return { place: recorded, isSame: recorded.accountId === undefined || now.accountId !== undefined };
  }

  /**
   * The place for the update of a resource.
   *
   * @throws DeploymentError that names both places, if it is not the place in state
   */
  async resolveForUpdate(recorded: Place | undefined, declared: DeclaredPlace): Promise<Place> {
    const now = await this.resolve(declared);
    assertSamePlace(recorded, now);
    // If STS does not answer now, the account in state stays.
    return { ...defined({ accountId: recorded?.accountId }), ...now };
  }

  /**
   * Checks that the role to assume is in the account of a message. The ARN of the role contains its account, so that this
   * takes no call.
   *
   * @throws DeploymentError that names both
   */
  assertRoleOf(recorded: Place | undefined): void {
    const accountId = this.settings.role?.RoleArn.split(":")[4];
    if (recorded !== undefined && accountId !== undefined && !isWithoutAccount(recorded.dataEndpoint)) {
      assertSamePlace(recorded, { ...recorded, accountId });
    }
  }

  /**
   * Sees whether a deployment could begin to publish or clear, as far as that can be told without a call to AWS.
   *
   * @param recorded the place in state, if there is one
   * @throws DeploymentError if there is no Region, no profile of the configured name, or no credentials, or if the
   * environment now names another place than the state
   */
  async assertReady(declared: DeclaredPlace, recorded?: Place): Promise<void> {
    const { region, endpoint } = await this.named(declared);
    if (!isWithoutAccount(endpoint ?? environmentControlPlane(this.environment))) {
      this.credentials ??= this.aws.assertCredentials(this.settings);
      await this.credentials;
    }
    if (recorded === undefined) return;
    const dataEndpoint = endpoint === undefined ? recorded.dataEndpoint : normalizedEndpoint(endpoint);
    assertSamePlace(recorded, { region, dataEndpoint });
  }

  /**
   * The control plane of a declared place. It is that of AWS, unless the data endpoint is local: then that serves both.
   *
   * @throws DeploymentError if no Region is named anywhere or the account is not allowed
   */
  async controlPlane(declared: DeclaredPlace): Promise<ServicePlace> {
    const { region, local } = await this.locate(declared);
    return { region, ...defined({ endpoint: environmentControlPlane(this.environment) ?? local }) };
  }

  /**
   * CloudWatch of a declared place. It is that of AWS, unless the data endpoint is local: then that serves both.
   *
   * @throws DeploymentError if no Region is named anywhere or the account is not allowed
   */
  async cloudWatch(declared: DeclaredPlace): Promise<AlarmPlace> {
    const { region, local, accountId } = await this.locate(declared);
    return { region, ...defined({ endpoint: environmentCloudWatch(this.environment) ?? local, accountId }) };
  }

  dataPlane(place: Place): DataPlane {
    const key = `${place.region} ${place.dataEndpoint}`;
    let dataPlane = this.dataPlanes.get(key);
    if (dataPlane === undefined) {
      const speed = { ...defaultRates(place.region), ...this.settings };
      dataPlane = new AwsDataPlane(place, this.settings, speed, this.advice, this.beforeCall);
      this.dataPlanes.set(key, dataPlane);
    }
    return dataPlane;
  }

  /** The parts of a place that are known without asking AWS for its endpoint. */
  private async locate(declared: DeclaredPlace) {
    const { region, endpoint } = await this.named(declared);
    const local = endpoint !== undefined && isLocal(endpoint) ? endpoint : undefined;
    return { region, endpoint, local, accountId: await this.accountOf(endpoint, region) };
  }

  /** The parts of a place that the declaration, the configuration, the environment or the profile names. */
  private async named(declared: DeclaredPlace) {
    const endpoint = declared.endpoint ?? this.settings.endpoint ?? environmentEndpoint(this.environment);
    const region = declared.region ?? this.settings.region ?? (await this.defaultRegion(endpoint));
    return { region, endpoint };
  }

  private async defaultRegion(endpoint: string | undefined): Promise<string> {
    // A local endpoint is in no Region, whatever the environment of the shell names.
    if (endpoint !== undefined && isLocal(endpoint)) return LOCAL_REGION;
    const named = environmentRegion(this.environment);
    if (named !== undefined) return named;
    this.region ??= this.aws.profileRegion(this.settings);
    const region = await this.region;
    if (region === undefined) {
      throw new DeploymentError(`no AWS Region: ${this.advice.region}`);
    }
    return region;
  }

  private accountOf(endpoint: string | undefined, region: string): Promise<string | undefined> {
    if (isWithoutAccount(endpoint ?? environmentControlPlane(this.environment))) return Promise.resolve(undefined);
    if (this.account === undefined) {
      this.account = this.askAccount(region);
      // A missing answer is not remembered, so that the next resource asks again.
      const forget = () => {
        this.account = undefined;
      };
      this.account.then((accountId) => accountId ?? forget(), forget);
    }
    return this.account;
  }

  private async askAccount(region: string): Promise<string | undefined> {
    const { accountLists } = this.settings;
    let accountId: string;
    try {
      accountId = await this.aws.callerAccount(region, this.settings);
    } catch (error) {
      // An account list cannot be checked without the account, and without credentials all other calls would fail too.
      if (accountLists !== undefined || (error as Partial<DataPlaneError>).kind === "noCredentials") throw error;
      if (!this.hasWarned) {
        this.hasWarned = true;
        await this.warn(`${(error as Error).message}. ${this.advice.unknownAccount}`);
      }
      return undefined;
    }
    assertAccountAllowed(accountId, accountLists ?? []);
    return accountId;
  }

  private discover(region: string): Promise<string> {
    let endpoint = this.discovered.get(region);
    if (endpoint === undefined) {
      endpoint = this.aws.discoverDataEndpoint(region, this.settings);
      this.discovered.set(region, endpoint);
      // A failure is not remembered, so that the next resource asks again.
      endpoint.catch(() => this.discovered.delete(region));
    }
    return endpoint;
  }
}

/** @throws DeploymentError that names both places */
function assertSamePlace(recorded: Place | undefined, now: Place): void {
  if (recorded === undefined) return;
  const isOtherAccount =
    recorded.accountId !== undefined && now.accountId !== undefined && recorded.accountId !== now.accountId;
  const isElsewhere = recorded.region !== now.region || recorded.dataEndpoint !== now.dataEndpoint;
  if (!isOtherAccount && !isElsewhere) return;
  const cure = isOtherAccount
    ? "Use credentials of that account (refresh and destroy take the configuration of the last up, unless they have " +
      "--run-program); to give the message up there, take it out of the stack with them, or with `pulumi state delete`"
    : "Restore the environment, or set `iot-retained:region` and `iot-retained:endpoint` in the stack's " +
      "configuration to move the message";
  const instead = isOtherAccount
    ? `the credentials are of account ${now.accountId}`
    : `the environment now points to one ${placeName(now)}`;
  throw new DeploymentError(
    `the message was published ${placeName(recorded)}, but ${instead}. Nothing was read or written. ${cure}`,
  );
}

/** A place in words, for use in a sentence. */
export function placeName({ region, dataEndpoint, accountId }: Place): string {
  const account = accountId === undefined ? "" : ` of account ${accountId}`;
  return `${region === LOCAL_REGION ? "" : `in ${region} `}at ${dataEndpoint}${account}`;
}

/** The error for a missing message in an unknown account: the message may still exist in the account of before. */
export function missing(topic: string, place: Place): DeploymentError {
  return new DeploymentError(
    `there is no message on ${topic}, which was published ${placeName(place)}, but STS could not be asked whether the ` +
      "credentials are of that account. The state was left as it is",
  );
}
