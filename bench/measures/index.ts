import type { Measure } from "../support/measure";
import { cpu } from "./cpu";
import { create } from "./create";
import { growth } from "./growth";
import { hosts } from "./hosts";
import { large } from "./large";
import { localHttp } from "./local-http";
import { localMqtt } from "./local-mqtt";
import { memory } from "./memory";
import { naive } from "./naive";
import { pace } from "./pace";
import { preview } from "./preview";
import { publishing } from "./publishing";
import { refresh } from "./refresh";
import { throttle } from "./throttle";

/** The measures that run by default, in this order. */
export const measures: readonly Measure[] = [
  publishing,
  cpu,
  create,
  preview,
  naive,
  pace,
  refresh,
  growth,
  hosts,
  memory,
  throttle,
  localHttp,
  localMqtt,
];

/** Measures that run only if they are named, since they take long. */
export const onlyNamed: readonly Measure[] = [large];
