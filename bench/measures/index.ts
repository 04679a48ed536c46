import type { Measure } from "../support/measure";
import { cpu } from "./cpu";
import { create } from "./create";
import { growth } from "./growth";
import { memory } from "./memory";
import { naive } from "./naive";
import { pace } from "./pace";
import { preview } from "./preview";
import { publishing } from "./publishing";
import { refresh } from "./refresh";
import { throttle } from "./throttle";

/** All measures, in the order in which they run. */
export const measures: readonly Measure[] = [
  publishing,
  cpu,
  create,
  preview,
  naive,
  pace,
  refresh,
  growth,
  memory,
  throttle,
];
