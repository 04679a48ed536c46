import type { IoTDataPlaneClient, PublishCommandInput } from "@aws-sdk/client-iot-data-plane";
import type { LiveMessage, Message, QoS } from "../messages/message";
import { fromWire, toWire } from "../messages/user-properties";
import { stackAdvice } from "./advice";
import { iotArn } from "./arn";
import { type AwsAccess, isLocal } from "./credentials";
import type { DataPlane, ListedPage, Place } from "./data-plane";
import { dataPlaneClient } from "./data-plane-client";
import { DataPlaneError, type Failure, type FailureKind, failureOf, undefinedIfNotFound } from "./errors";
import { GET_QUOTA, LIST_RATE, RateLimiter, Semaphore, TopicRateLimiter } from "./pacing";
import { retrying } from "./retry";
import { dataPlaneSdk } from "./sdk";

/** The limits for calls of a data plane. */
export interface Speed {
  /** Publishes per second. */
  publishRate: number;
  /** Gets per second. */
  readRate: number;
  /** Calls in flight. */
  concurrency: number;
}

/** A second possible reason why every attempt at a publish was throttled. */
const MAY_BE_FULL =
  "The account may also have reached its quota of retained messages (L-57BADEF0), which throttles all publishes but clears";

/** Messages in one page of the listing: the maximum that AWS allows. */
const PAGE_SIZE = 200;

/** The data plane of AWS IoT Core, or of anything that speaks its HTTP API. */
export class AwsDataPlane implements DataPlane {
  private readonly sdk = dataPlaneSdk();
  private readonly client: IoTDataPlaneClient;
  private readonly semaphore: Semaphore;
  private readonly publishLimiter: RateLimiter;
  private readonly readLimiter: RateLimiter;
  private readonly listLimiter: RateLimiter;
  private readonly topicLimiter = new TopicRateLimiter();

  constructor(
    private readonly place: Place,
    access: AwsAccess,
    private readonly speed: Speed,
    private readonly advice = stackAdvice,
    beforeCall: () => Promise<void> = async () => undefined,
  ) {
    this.client = dataPlaneClient(place, access, speed.concurrency, beforeCall);
    this.semaphore = new Semaphore(speed.concurrency);
    this.publishLimiter = new RateLimiter(speed.publishRate);
    this.readLimiter = new RateLimiter(speed.readRate);
    // The local endpoint has no such quota.
    this.listLimiter = new RateLimiter(isLocal(place.dataEndpoint) ? Number.POSITIVE_INFINITY : LIST_RATE);
  }

  async publish(message: Message): Promise<void> {
    if (message.payload.length === 0) throw new Error(`an empty payload would clear ${message.topic}`);
    await this.sendPublish(`publishing retained message (${message.topic})`, publishInput(message, true), true);
  }

  async signal(message: Message): Promise<void> {
    const { topic } = message;
    await this.call(
      this.publishLimiter,
      () => this.client.send(new this.sdk.PublishCommand(publishInput(message, false))),
      (failure, attempts) =>
        this.failed(`publishing message (${topic})`, failure, attempts, `Allow iot:Publish on ${this.topicArn(topic)}`),
    );
  }

  async clear(topic: string): Promise<void> {
    // The empty body is explicit, because SDK 3.929 sent `{}` without one [aws-sdk-js-v3 issue 7500].
    const input = { topic, payload: new Uint8Array(0), qos: 1, retain: true };
    await this.sendPublish(`clearing retained message (${topic})`, input, false);
  }

  async get(topic: string): Promise<LiveMessage | undefined> {
    const operation = `reading retained message (${topic})`;
    const answer = await this.call(
      this.readLimiter,
      () => this.client.send(new this.sdk.GetRetainedMessageCommand({ topic })).catch(undefinedIfNotFound),
      (failure, attempts) =>
        this.failed(operation, failure, attempts, `Allow iot:GetRetainedMessage on ${this.topicArn(topic)}`),
    );
    if (answer === undefined) return undefined;
    const { payload, qos, lastModifiedTime, userProperties } = answer;
    if (answer.topic !== undefined && answer.topic !== topic) {
      throw this.unintelligible(operation, "an answer that names another topic");
    }
    if (payload === undefined || payload.length === 0 || lastModifiedTime === undefined) {
      throw this.unintelligible(operation, "an answer without a retained message");
    }
    return { topic, payload, qos: asQoS(qos), lastModifiedTime, userProperties: this.parse(operation, userProperties) };
  }

  async *list(): AsyncIterable<ListedPage> {
    let nextToken: string | undefined;
    do {
      const input = { maxResults: PAGE_SIZE, ...(nextToken === undefined ? {} : { nextToken }) };
      const page = await this.call(
        this.listLimiter,
        () => this.client.send(new this.sdk.ListRetainedMessagesCommand(input)),
        (failure, attempts) =>
          this.failed("listing retained messages", failure, attempts, "Allow iot:ListRetainedMessages on *"),
      );
      const { retainedTopics: listed = [] } = page;
      const isOwn = page.retainedTopics !== undefined || page.$metadata.requestId !== undefined;
      if (!isOwn || !Array.isArray(listed)) {
        throw this.unintelligible("listing retained messages", "an answer without a listing");
      }
      // After the last page AWS sends null, although the type says undefined.
      nextToken = page.nextToken ?? undefined;
      const messages = listed.flatMap(({ topic, payloadSize = 0, qos, lastModifiedTime = 0 }) =>
        topic === undefined ? [] : [{ topic, payloadSize, qos: asQoS(qos), lastModifiedTime }],
      );
      yield { messages, isLast: nextToken === undefined };
    } while (nextToken !== undefined);
  }

  pagesWorth(gets: number): number {
    if (gets < 2) return 0;
    return 1 + Math.floor(((gets - 1) * LIST_RATE) / Math.min(this.speed.readRate, GET_QUOTA));
  }

  private async sendPublish(operation: string, input: PublishCommandInput, storesMessage: boolean): Promise<void> {
    const { topic = "" } = input;
    const arn = this.topicArn(topic);
    await this.call(
      this.publishLimiter,
      () => this.client.send(new this.sdk.PublishCommand(input)),
      (failure, attempts) => {
        const mayBeFull = failure.kind === "throttled" && storesMessage;
        const permission = `Allow iot:Publish and iot:RetainPublish on ${arn}`;
        return this.failed(operation, failure, attempts, permission, mayBeFull ? `. ${MAY_BE_FULL}` : "");
      },
      () => this.topicLimiter.turn(topic),
    );
  }

  /** Makes one call, which waits for its turn before each attempt. */
  private call<T>(
    limiter: RateLimiter,
    send: () => Promise<T>,
    giveUp: (failure: Failure, attempts: number) => Error,
    ownTurn?: () => Promise<void>,
  ): Promise<T> {
    return this.semaphore.run(() =>
      retrying(async () => {
        await ownTurn?.();
        return await limiter.run(send);
      }, giveUp),
    );
  }

  /** @param permission names the action and the topic to allow, since AWS names neither when it refuses a call */
  private failed(operation: string, failure: Failure, attempts: number, permission: string, more = ""): DataPlaneError {
    const times = attempts > 1 ? ` after ${attempts} attempts` : "";
    const ours: Partial<Record<FailureKind, string>> = { notAllowed: permission, throttled: this.advice.throttled };
    const cure = ours[failure.kind] ?? failure.cure;
    const advice = cure === "" ? "" : `. ${cure}`;
    return new DataPlaneError(
      failure,
      operation,
      `${failure.reason} from ${this.place.dataEndpoint}${times}${advice}${more}`,
    );
  }

  /** The error for an answer with status 200 and a body that makes no sense. */
  private unintelligible(operation: string, reason: string): DataPlaneError {
    return this.failed(operation, { ...failureOf("unintelligible", reason), mayHaveActed: false }, 1, "");
  }

  private topicArn(topic: string): string {
    const { region, accountId = "<account>" } = this.place;
    return iotArn({ region, accountId }, `topic/${topic}`);
  }

  private parse(operation: string, userProperties: Uint8Array | undefined): LiveMessage["userProperties"] {
    if (!userProperties || userProperties.length === 0) return [];
    try {
      return fromWire(Buffer.from(userProperties).toString("utf8"));
    } catch {
      throw this.unintelligible(operation, "the user properties in the answer are not a JSON array of objects");
    }
  }
}

function publishInput(message: Message, retain: boolean): PublishCommandInput {
  const { topic, payload, qos, contentType, messageExpiry, payloadFormatIndicator, responseTopic, correlationData } =
    message;
  return {
    topic,
    payload,
    qos,
    retain,
    contentType,
    messageExpiry,
    payloadFormatIndicator,
    responseTopic,
    correlationData,
    userProperties: toWire(message.userProperties),
  };
}

function asQoS(qos: number | undefined): QoS {
  return qos === 1 ? 1 : 0;
}
