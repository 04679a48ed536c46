import { defined } from "../messages/defined";
import { DeploymentError } from "../messages/deployment-error";
import { normalizedEndpoint } from "../settings/endpoint";
import { stackAdvice } from "./advice";
import { AwsDataPlane } from "./aws-data-plane";
import { environmentEndpoint, environmentRegion, type Settings } from "./configuration";
import { type ControlPlane, environmentControlPlane } from "./control-plane";
import { type AwsAccess, isLocal, isWithoutAccount } from "./credentials";
import type { DataPlane, DeclaredPlace, Place } from "./data-plane";
import type { DataPlaneError } from "./errors";
import { defaultRates } from "./pacing";

/** Region in which a local endpoint stands where nothing names one. */
export const LOCAL_REGION = "local";

/** The place of a message that has been published before. */
export interface RecordedPlace {
  place: Place;
  /** False where STS could not tell whether the account is still the one of then: what is missing may be elsewhere. */
  isSame: boolean;
}

/** What is asked of AWS to find a place. */
export interface AwsLookups {
  profileRegion(access: AwsAccess): Promise<string | undefined>;
  callerAccount(region: string, access: AwsAccess): Promise<string>;
  discoverDataEndpoint(region: string, access: AwsAccess): Promise<string>;
}

/** Finds out where messages go, and keeps one data plane for each place. */
export class Places {
  private readonly dataPlanes = new Map<string, DataPlane>();
  private readonly discovered = new Map<string, Promise<string>>();
  private region: Promise<string | undefined> | undefined;
  private account: Promise<string | undefined> | undefined;
  private hasWarned = false;

  /** @param warn tells the user something that does not stop the deployment */
  constructor(
    private readonly settings: Settings,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly warn: (message: string) => Promise<void>,
    private readonly aws: AwsLookups,
    private readonly advice = stackAdvice,
  ) {}

  /**
   * Completes a declared place: what it leaves open comes from the configuration, the environment, the profile, and
   * DescribeEndpoint. The account is asked first, so that nothing else is called with credentials of a wrong one.
   *
   * @throws DeploymentError where no Region is named anywhere, or the account is not allowed; DataPlaneError where the
   * endpoint cannot be discovered
   */
  async resolve(declared: DeclaredPlace): Promise<Place> {
    const { region, endpoint, accountId } = await this.locate(declared);
    const dataEndpoint = normalizedEndpoint(endpoint ?? (await this.discover(region)));
    return { region, dataEndpoint, ...(accountId === undefined ? {} : { accountId }) };
  }

  /**
   * The place of a resource that has been published before, for reads and deletes.
   *
   * @param recorded where it was published; undefined where an import did not say, so that the present place holds
   * @param declared what its declaration said of the place then
   * @throws DeploymentError that names both places, where only the environment or discovery has changed
   */
  async resolveRecorded(recorded: Place | undefined, declared: DeclaredPlace): Promise<RecordedPlace> {
    if (recorded === undefined) return { place: await this.resolve(declared), isSame: true };
    const { region = this.settings.region, endpoint = this.settings.endpoint } = declared;
    // A configuration that names another place is a change the user made and previewed: the old one still holds here.
    const now = await this.resolve({
      region: region === undefined ? undefined : recorded.region,
      endpoint: endpoint === undefined ? undefined : recorded.dataEndpoint,
    });
    assertSamePlace(recorded, now);
    return { place: recorded, isSame: recorded.accountId === undefined || now.accountId !== undefined };
  }

  /**
   * The place of a resource that is to be published again.
   *
   * @throws DeploymentError that names both places, where it is not the one in state
   */
  async resolveForUpdate(recorded: Place | undefined, declared: DeclaredPlace): Promise<Place> {
    const now = await this.resolve(declared);
    assertSamePlace(recorded, now);
    // Where STS has no answer now, the account of before is not forgotten.
    return { ...defined({ accountId: recorded?.accountId }), ...now };
  }

  /**
   * Compares the account of a message with the one of the role to assume, which is known without asking.
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
   * The control plane of a declared place: AWS's, unless the data endpoint is local, which then serves both.
   *
   * @throws DeploymentError where no Region is named anywhere, or the account is not allowed
   */
  async controlPlane(declared: DeclaredPlace): Promise<ControlPlane> {
    const { region, endpoint } = await this.locate(declared);
    const local = endpoint !== undefined && isLocal(endpoint) ? endpoint : undefined;
    return { region, ...defined({ endpoint: environmentControlPlane(this.environment) ?? local }) };
  }

  dataPlane(place: Place): DataPlane {
    const key = `${place.region} ${place.dataEndpoint}`;
    let dataPlane = this.dataPlanes.get(key);
    if (dataPlane === undefined) {
      const speed = { ...defaultRates(place.region), ...this.settings };
      dataPlane = new AwsDataPlane(place, this.settings, speed, this.advice);
      this.dataPlanes.set(key, dataPlane);
    }
    return dataPlane;
  }

  /** What of a place is known without asking for its endpoint. */
  private async locate(declared: DeclaredPlace) {
    const endpoint = declared.endpoint ?? this.settings.endpoint ?? environmentEndpoint(this.environment);
    const region = declared.region ?? this.settings.region ?? (await this.defaultRegion(endpoint));
    return { region, endpoint, accountId: await this.accountOf(endpoint, region) };
  }

  private async defaultRegion(endpoint: string | undefined): Promise<string> {
    // A local endpoint stands in no Region, whatever the shell says.
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
      // No answer is not remembered: the next resource asks again.
      const forget = () => {
        this.account = undefined;
      };
      this.account.then((accountId) => accountId ?? forget(), forget);
    }
    return this.account;
  }

  private async askAccount(region: string): Promise<string | undefined> {
    const { allowedAccountIds: allowed, forbiddenAccountIds: forbidden } = this.settings;
    const isRestricted = allowed !== undefined || forbidden !== undefined;
    let accountId: string;
    try {
      accountId = await this.aws.callerAccount(region, this.settings);
    } catch (error) {
      // Without an account no list can be kept to, and without credentials every other call would fail as well.
      if (isRestricted || (error as Partial<DataPlaneError>).kind === "noCredentials") throw error;
      if (!this.hasWarned) {
        this.hasWarned = true;
        await this.warn(`${(error as Error).message}. ${this.advice.account}`);
      }
      return undefined;
    }
    const isOutside = allowed !== undefined && !allowed.includes(accountId);
    if (!isOutside && !forbidden?.includes(accountId)) return accountId;
    const list = isOutside ? "aws:allowedAccountIds" : "aws:forbiddenAccountIds";
    throw new DeploymentError(`the credentials are of account ${accountId}, which ${list} does not allow`);
  }

  private discover(region: string): Promise<string> {
    let endpoint = this.discovered.get(region);
    if (endpoint === undefined) {
      endpoint = this.aws.discoverDataEndpoint(region, this.settings);
      this.discovered.set(region, endpoint);
      // A failure is not remembered: the next resource asks again.
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

/** A place in a sentence. */
export function placeName({ region, dataEndpoint, accountId }: Place): string {
  const account = accountId === undefined ? "" : ` of account ${accountId}`;
  return `${region === LOCAL_REGION ? "" : `in ${region} `}at ${dataEndpoint}${account}`;
}

/** What is not there where the account is not known may still be where it was. */
export function missing(topic: string, place: Place): DeploymentError {
  return new DeploymentError(
    `there is no message on ${topic}, which was published ${placeName(place)}, but STS could not be asked whether the ` +
      "credentials are of that account. The state was left as it is",
  );
}
