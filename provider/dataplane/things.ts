import { DeploymentError } from "../messages/deployment-error";
import { byCodeUnit } from "../text/order";
import type { Thing } from "../things/thing";
import { controlPlaneClient, rateAt, type ServicePlace } from "./control-plane";
import type { AwsAccess } from "./credentials";
import { callFailure, isFailureOf, undefinedIfNotFound } from "./errors";
import { forEachTopic } from "./many";
import { RateLimiter } from "./pacing";
import { retrying } from "./retry";
import { controlPlaneSdk } from "./sdk";

/** Calls of each kind per second: the default quotas of these operations are 10 or more. */
const RATE = 10;

/** Things in one page: the maximum that AWS allows. */
const PAGE_SIZE = 250;

/** What to read of a group. */
export interface GroupQuestion {
  /** Whether to include the things of nested groups. */
  recursive: boolean;
  /** Whether to read the attributes of the things. */
  attributes: boolean;
}

/** The registry of things of an account in a Region. */
export class Things {
  private readonly client: ReturnType<typeof controlPlaneClient>;
  private readonly rate: number;

  constructor(
    private readonly place: ServicePlace,
    access: AwsAccess,
  ) {
    this.client = controlPlaneClient(place, access);
    this.rate = rateAt(place, RATE);
  }

  /**
   * The things in a group, in the order of their names.
   *
   * @throws DeploymentError if there is no such group, DataPlaneError if not all of it could be read
   */
  async inGroup(group: string, { recursive, attributes }: GroupQuestion): Promise<Thing[]> {
    const names = await this.names(group, recursive);
    const found = attributes ? await this.attributesOf(names) : new Map(names.map((name) => [name, {}]));
    return [...found]
      .map(([thingName, attributes]) => ({ thingName, attributes }))
      .sort((a, b) => byCodeUnit(a.thingName, b.thingName));
  }

  private async names(thingGroupName: string, recursive: boolean): Promise<string[]> {
    const { ListThingsInThingGroupCommand } = controlPlaneSdk();
    const limiter = new RateLimiter(this.rate);
    const names = new Set<string>();
    let nextToken: string | undefined;
    do {
      const input = { thingGroupName, recursive, maxResults: PAGE_SIZE, nextToken };
      const page = await this.call(
        limiter,
        () => this.client.send(new ListThingsInThingGroupCommand(input)).catch(undefinedIfNotFound),
        `listing the things in the group ${thingGroupName}`,
        `Allow iot:ListThingsInThingGroup on thinggroup/${thingGroupName}`,
      );
      if (page === undefined) throw this.missing(thingGroupName);
      for (const name of page.things ?? []) names.add(name);
      nextToken = page.nextToken ?? undefined;
    } while (nextToken !== undefined);
    return [...names];
  }

  /**
   * Reads the attributes of things. It reads pages of all things as long as that takes no more calls than one for each
   * thing, and then the remaining things one by one.
   */
  private async attributesOf(names: readonly string[]): Promise<Map<string, Thing["attributes"]>> {
    const found = new Map<string, Thing["attributes"]>();
    const wanted = new Set(names);
    let pages = 0;
    for await (const things of names.length > 1 ? this.pages() : []) {
      for (const { thingName = "", attributes = {} } of things) {
        if (wanted.delete(thingName)) found.set(thingName, attributes);
      }
      if (wanted.size === 0 || ++pages >= wanted.size) break;
    }
    const limiter = new RateLimiter(this.rate);
    const { byTopic, untried } = await forEachTopic([...wanted], RATE, async (name) => {
      const attributes = await this.attributesOfOne(name, limiter);
      if (attributes !== undefined) found.set(name, attributes);
    });
    const [failure] = byTopic.values();
    if (failure !== undefined || untried.length > 0) throw failure;
    return found;
  }

  private async *pages() {
    const { ListThingsCommand } = controlPlaneSdk();
    const limiter = new RateLimiter(this.rate);
    let nextToken: string | undefined;
    do {
      const input = { maxResults: PAGE_SIZE, nextToken };
      const page = await this.call(
        limiter,
        () => this.client.send(new ListThingsCommand(input)),
        "listing things",
        "Allow iot:ListThings on *",
      ).catch(undefinedIfNotAllowed);
      if (page === undefined) return;
      yield page.things ?? [];
      nextToken = page.nextToken ?? undefined;
    } while (nextToken !== undefined);
  }

  /** The attributes of one thing; undefined if it was deleted after the group was listed. */
  private async attributesOfOne(thingName: string, limiter: RateLimiter): Promise<Thing["attributes"] | undefined> {
    const { DescribeThingCommand } = controlPlaneSdk();
    const thing = await this.call(
      limiter,
      () => this.client.send(new DescribeThingCommand({ thingName })).catch(undefinedIfNotFound),
      `reading the attributes of the thing ${thingName}`,
      `Allow iot:DescribeThing on thing/${thingName}`,
    );
    return thing && (thing.attributes ?? {});
  }

  private call<T>(limiter: RateLimiter, send: () => Promise<T>, operation: string, permission: string): Promise<T> {
    return retrying(() => limiter.run(send), callFailure(operation, permission));
  }

  private missing(group: string): DeploymentError {
    return new DeploymentError(
      `there is no thing group ${group} in ${this.place.region}. If this stack makes it, give its \`id\`, which is ` +
        "unknown until it is made",
    );
  }
}

/** Without the permission to list all things, each thing is read by itself. */
function undefinedIfNotAllowed(error: unknown): undefined {
  if (isFailureOf("notAllowed", error)) return undefined;
  throw error;
}
