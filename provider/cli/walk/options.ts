import type { PlaceOptions } from "../support/connection";

/** Options of `iot-retained rollout`. */
export interface RolloutOptions extends PlaceOptions {
  steps?: number[];
  bake: number;
  alarm?: string[];
  applied?: string;
  atLeast: number;
  onAbort: "rollback" | "stop";
  stack?: string;
  resume?: true;
  abort?: true;
  hold?: true;
}
