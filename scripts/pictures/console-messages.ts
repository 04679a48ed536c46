/** A message of the picture, and how many minutes before the picture it was published. */
export interface PictureMessage {
  topic: string;
  payload: unknown;
  minutesAgo: number;
  /** The resource that manages it; without one, nobody does. */
  resource?: string;
  messageExpiry?: number;
  userProperties?: [string, string][];
}

const pump = (line: number, interval: number) => ({
  enabled: true,
  reportIntervalSeconds: interval,
  limits: { pressureBar: 6.5, temperatureC: 78 },
  tags: [`line-${line}`, "coolant"],
});

/** The configuration of a small plant, the oldest message first. */
export const messages: PictureMessage[] = [
  {
    topic: "acme/firmware/m200",
    payload: { version: "2.4.1", channel: "stable" },
    minutesAgo: 30_240,
    resource: "firmware",
  },
  {
    topic: "acme/firmware/m300",
    payload: { version: "3.0.0", channel: "beta" },
    minutesAgo: 8_640,
    resource: "firmware",
  },
  {
    topic: "acme/gateways/gw-1/config",
    payload: { uplink: "lte", buffer: 5_000 },
    minutesAgo: 4_320,
    resource: "gateways",
  },
  {
    topic: "acme/gateways/gw-2/config",
    payload: { uplink: "eth", buffer: 5_000 },
    minutesAgo: 4_320,
    resource: "gateways",
  },
  {
    topic: "acme/pumps/defaults",
    payload: { reportIntervalSeconds: 60, units: "metric" },
    minutesAgo: 2_880,
    resource: "pump-defaults",
  },
  ...[1, 2, 3, 4].map((n) => ({
    topic: `acme/pumps/pump-${n}/config`,
    payload: pump(Math.ceil(n / 2), 60),
    minutesAgo: 1_440,
    resource: "pumps",
    userProperties: [["model", "m200"]] as [string, string][],
  })),
  {
    topic: "acme/valves/valve-1/config",
    payload: { position: "auto", maxCycles: 20_000 },
    minutesAgo: 300,
    resource: "valves",
  },
  {
    topic: "acme/valves/valve-2/config",
    payload: { position: "closed", maxCycles: 20_000 },
    minutesAgo: 300,
    resource: "valves",
  },
  {
    topic: "acme/pumps/pump-2/config",
    payload: { ...pump(1, 15), limits: { pressureBar: 6.2, temperatureC: 78 } },
    minutesAgo: 12,
    resource: "pumps",
    userProperties: [["model", "m200"]],
  },
  { topic: "acme/maintenance", payload: { window: "22:00-23:30", lines: [1, 2] }, minutesAgo: 8, messageExpiry: 5_400 },
];

/** The topic filters of the devices that are connected. */
export const subscriptions: Record<string, string[]> = {
  "pump-1": ["acme/pumps/defaults", "acme/pumps/pump-1/config"],
  "pump-2": ["acme/pumps/defaults", "acme/pumps/pump-2/config"],
  "gw-1": ["acme/gateways/gw-1/config", "acme/maintenance"],
};
