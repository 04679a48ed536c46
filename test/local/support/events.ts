import { get } from "node:http";
import { Inbox } from "./clients";

export interface ServerEvent {
  name: string;
  data: unknown;
}

/** Reads server-sent events by the rules of HTML for their lines. */
export function readEvents(endpoint: string): { events: Inbox<ServerEvent>; close: () => void } {
  const events = new Inbox<ServerEvent>();
  const request = get(`${endpoint}/console/events`, (response) => {
    let text = "";
    response.setEncoding("utf8");
    response.on("error", () => undefined);
    response.on("data", (chunk: string) => {
      const blocks = (text + chunk).split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks.map((block) => block.split("\n"))) {
        const field = (name: string) =>
          block.filter((line) => line.startsWith(name)).map((line) => line.slice(name.length));
        const [name] = field("event: ");
        if (name !== undefined) events.push({ name, data: JSON.parse(field("data: ").join("\n")) });
      }
    });
  });
  request.on("error", () => undefined);
  return { events, close: () => request.destroy() };
}

/** The next event of a name. Others are passed over. */
export async function nextNamed(events: Inbox<ServerEvent>, name: string): Promise<unknown> {
  for (;;) {
    const event = await events.next(`an event ${name}`);
    if (event.name === name) return event.data;
  }
}
