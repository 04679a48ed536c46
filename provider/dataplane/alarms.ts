import type { DescribeAlarmsCommandInput, DescribeAlarmsCommandOutput } from "@aws-sdk/client-cloudwatch";
import { DeploymentError } from "../messages/deployment-error";
import { escapeControls } from "../text/control-characters";
import { noSuch } from "../text/no-such";
import { alarmNames } from "./alarm-names";
import { type AlarmPlace, cloudWatchClient, rateAt } from "./control-plane";
import type { AwsAccess } from "./credentials";
import { callFailure, DataPlaneError } from "./errors";
import { RateLimiter } from "./pacing";
import { LOCAL_REGION } from "./places";
import { retrying } from "./retry";
import { cloudWatchSdk } from "./sdk";

/** The quota of DescribeAlarms, in calls per second. */
const RATE = 9;

/** Alarms in one call, and names that one call may have: the maximum that AWS allows. */
const PAGE_SIZE = 100;

/** How many alarms are looked through for one that was probably meant. */
const MAX_CANDIDATES = 1_000;

const states = ["OK", "ALARM", "INSUFFICIENT_DATA"] as const;

/** State of an alarm. `INSUFFICIENT_DATA` says that CloudWatch has not enough values to tell, as of a new alarm. */
export type AlarmState = (typeof states)[number];

/** An alarm of CloudWatch. */
export interface Alarm {
  name: string;
  /** Whether it watches a metric, or is made of other alarms. */
  kind: "metric" | "composite";
  state: AlarmState;
  /** Why it is in its state, in the words of CloudWatch or of whoever set the state; in one line. */
  reason: string;
  /** Since when it is in its state. */
  since: Date | undefined;
}

/** The alarms of CloudWatch of an account in a Region. */
export class Alarms {
  private readonly client: ReturnType<typeof cloudWatchClient>;
  private readonly limiter: RateLimiter;

  constructor(
    private readonly place: AlarmPlace,
    access: AwsAccess,
  ) {
    this.client = cloudWatchClient(place, access);
    this.limiter = new RateLimiter(rateAt(place, RATE));
  }

  /**
   * The alarms as they are now: each one once, in the order in which they are asked for. Log alarms are not among them.
   *
   * @param asked names, or ARNs of the same account and Region
   * @throws DeploymentError that lists every name and ARN that cannot be asked for, or the alarms that do not exist;
   * DataPlaneError if not all of them could be read
   */
  async read(asked: readonly string[]): Promise<Alarm[]> {
    const names = alarmNames(asked, this.place);
    const found = new Map<string, Alarm>();
    for (let start = 0; start < names.length; start += PAGE_SIZE) {
      const AlarmNames = names.slice(start, start + PAGE_SIZE);
      for await (const alarm of this.described({ AlarmNames })) found.set(alarm.name, alarm);
    }
    const alarms = names.flatMap((name) => found.get(name) ?? []);
    if (alarms.length < names.length) throw await this.missing(names.filter((name) => !found.has(name)));
    return alarms;
  }

  private async *described(filter: Pick<DescribeAlarmsCommandInput, "AlarmNames">): AsyncGenerator<Alarm> {
    const { DescribeAlarmsCommand } = cloudWatchSdk();
    let NextToken: string | undefined;
    do {
      const command = new DescribeAlarmsCommand({
        ...filter,
        // Without this, AWS leaves out composite alarms.
        AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
        MaxRecords: PAGE_SIZE,
        NextToken,
      });
      const page = await retrying(() => this.limiter.run(() => this.client.send(command)), failure);
      yield* alarmsOn(page);
      NextToken = page.NextToken || undefined;
    } while (NextToken !== undefined);
  }

  private async missing(names: readonly string[]): Promise<DeploymentError> {
    const candidates = await this.candidates();
    const { region } = this.place;
    const what = region === LOCAL_REGION ? "alarm" : `alarm in ${region}`;
    return new DeploymentError(names.map((name) => `${name}: ${noSuch(what, name, candidates)}`).join("; "));
  }

  /** Names of alarms that may have been meant; as many as could be read. */
  private async candidates(): Promise<string[]> {
    const names: string[] = [];
    try {
      for await (const { name } of this.described({})) {
        if (names.push(name) === MAX_CANDIDATES) break;
      }
    } catch (error) {
      if (!(error instanceof DataPlaneError)) throw error;
    }
    return names;
  }
}

const OPERATION = "asking CloudWatch for the states of alarms";

// Composite alarms can be read only if all alarms may be.
const failure = callFailure(OPERATION, "Allow cloudwatch:DescribeAlarms on *");

function alarmsOn({ MetricAlarms = [], CompositeAlarms = [] }: DescribeAlarmsCommandOutput): Alarm[] {
  return [
    ...MetricAlarms.map((alarm) => toAlarm(alarm, "metric")),
    ...CompositeAlarms.map((alarm) => toAlarm(alarm, "composite")),
  ];
}

/** What both kinds of alarms have. */
interface Described {
  AlarmName?: string | undefined;
  StateValue?: string | undefined;
  StateReason?: string | undefined;
  StateUpdatedTimestamp?: Date | undefined;
}

function toAlarm(
  { AlarmName: name = "", StateValue, StateReason = "", StateUpdatedTimestamp: since }: Described,
  kind: Alarm["kind"],
): Alarm {
  const state = states.find((known) => known === StateValue);
  if (state !== undefined) return { name, kind, state, reason: escapeControls(StateReason), since };
  const unintelligible = { kind: "unintelligible", mayHaveActed: false } as const;
  throw new DataPlaneError(unintelligible, OPERATION, `${name} is in a state of which nothing is known`);
}
