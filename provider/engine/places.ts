import type { AwsDataPlane } from "../dataplane/aws-data-plane";
import { isLocal } from "../dataplane/credentials";
import type { DataPlane, Place } from "../dataplane/data-plane";
import { defaultRates } from "../dataplane/pacing";
import type { DeclaredPlace } from "./claims";
import { environmentEndpoint, environmentRegion, type Settings } from "./configuration";
import { DeploymentError } from "./errors";

/** Region in which a local endpoint stands where nothing names one. */
const LOCAL_REGION = "local";

/** Finds out where messages go, and keeps one data plane for each place. */
export class Places {
  private readonly dataPlanes = new Map<string, DataPlane>();
  private readonly discovered = new Map<string, Promise<string>>();
  private region: Promise<string | undefined> | undefined;

  constructor(
    private readonly settings: Settings,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /**
   * Completes a declared place: what it leaves open comes from the configuration, the environment, the profile, and
   * DescribeEndpoint.
   *
   * @throws DeploymentError where no Region is named anywhere; DataPlaneError where the endpoint cannot be discovered
   */
  async resolve(declared: DeclaredPlace): Promise<Place> {
    const endpoint = declared.endpoint ?? this.settings.endpoint ?? environmentEndpoint(this.environment);
    const region = declared.region ?? this.settings.region ?? (await this.defaultRegion(endpoint));
    return { region, dataEndpoint: normalized(endpoint ?? (await this.discover(region))) };
  }

  /**
   * The place of a resource that has been published before, for reads and deletes.
   *
   * @param recorded where it was published; undefined where an import did not say, so that the present place holds
   * @param declared what its declaration said of the place then
   * @throws DeploymentError that names both places, where only the environment or discovery has changed
   */
  async recorded(recorded: Place | undefined, declared: DeclaredPlace): Promise<Place> {
    if (recorded === undefined) return await this.resolve(declared);
    const { region = this.settings.region, endpoint = this.settings.endpoint } = declared;
    // A configuration that names another place is a change the user made and previewed: the old one still holds here.
    const now = await this.resolve({
      region: region === undefined ? undefined : recorded.region,
      endpoint: endpoint === undefined ? undefined : recorded.dataEndpoint,
    });
    assertSamePlace(recorded, now);
    return recorded;
  }

  dataPlane(place: Place): DataPlane {
    const key = `${place.region} ${place.dataEndpoint}`;
    let dataPlane = this.dataPlanes.get(key);
    if (dataPlane === undefined) {
      // Required here, so that a preview never loads it.
      const { AwsDataPlane: Plane } = require("../dataplane/aws-data-plane") as { AwsDataPlane: typeof AwsDataPlane };
      dataPlane = new Plane(place, this.settings, { ...defaultRates(place.region), ...this.settings });
      this.dataPlanes.set(key, dataPlane);
    }
    return dataPlane;
  }

  private async defaultRegion(endpoint: string | undefined): Promise<string> {
    // A local endpoint stands in no Region, whatever the shell says.
    if (endpoint !== undefined && isLocal(endpoint)) return LOCAL_REGION;
    const named = environmentRegion(this.environment);
    if (named !== undefined) return named;
    this.region ??= discovery().profileRegion(this.settings);
    const region = await this.region;
    if (region === undefined) {
      throw new DeploymentError(
        "no AWS Region: set `iot-retained:region` or `aws:region` in the stack's configuration, or AWS_REGION",
      );
    }
    return region;
  }

  private discover(region: string): Promise<string> {
    let endpoint = this.discovered.get(region);
    if (endpoint === undefined) {
      endpoint = discovery().discoverDataEndpoint(region, this.settings);
      this.discovered.set(region, endpoint);
      // A failure is not remembered: the next resource asks again.
      endpoint.catch(() => this.discovered.delete(region));
    }
    return endpoint;
  }
}

/** @throws DeploymentError that names both places */
export function assertSamePlace(recorded: Place | undefined, now: Place): void {
  if (recorded === undefined) return;
  if (recorded.region === now.region && recorded.dataEndpoint === now.dataEndpoint) return;
  throw new DeploymentError(
    `the message was published ${placeName(recorded)}, but the environment now points to one ` +
      `${placeName(now)}. Nothing was read or written. Restore the environment, or set ` +
      "`iot-retained:region` and `iot-retained:endpoint` in the stack's configuration to move the message",
  );
}

/** A place in a sentence. */
export function placeName({ region, dataEndpoint }: Place): string {
  return region === LOCAL_REGION ? `at ${dataEndpoint}` : `in ${region} at ${dataEndpoint}`;
}

/** One spelling for each endpoint, so that places compare. */
export function normalized(endpoint: string): string {
  return endpoint.replace(/\/+$/, "");
}

function discovery(): typeof import("../dataplane/discovery") {
  return require("../dataplane/discovery") as typeof import("../dataplane/discovery");
}
