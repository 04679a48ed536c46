import type * as pulumi from "@pulumi/pulumi";
import { expectTypeOf } from "expect-type";
import {
  deployerPolicy,
  type RetainedMessage,
  type RetainedMessageSet,
  type Thing,
  thingsInGroup,
} from "pulumi-iot-retained";
import { handler } from "pulumi-iot-retained/dynamic-provider";
import { type LocalEndpoint, startLocalEndpoint } from "pulumi-iot-retained/local";

// What programs get.

declare const message: RetainedMessage;
declare const set: RetainedMessageSet;

expectTypeOf(message.payload).toEqualTypeOf<pulumi.Output<string | undefined>>();
expectTypeOf(set.count).toEqualTypeOf<pulumi.Output<number>>();
expectTypeOf(thingsInGroup("all")).toEqualTypeOf<pulumi.Output<Thing[]>>();
expectTypeOf(deployerPolicy({ region: "eu-west-1", accountId: "1", topics: ["a"] })).toBeString();
expectTypeOf(startLocalEndpoint()).resolves.toEqualTypeOf<LocalEndpoint>();
expectTypeOf(handler).parameter(0).toExtend<string>();
