import type { IncomingMessage, ServerResponse } from "node:http";
import { asksForPage, type Guard } from "../doors/guard";
import type { HttpOptions } from "../http/server";
import type { MessageStore } from "../store/messages";
import { Versions } from "../store/versions";
import { begin, ConsoleError, send, sendError, sendJson } from "./answer";
import { readJson } from "./body";
import { clear, clearBody } from "./clear";
import type { ConnectedClient } from "./clients";
import { Feed } from "./feed";
import { Login } from "./login";
import { pageFile } from "./page-files";
import { publish, publishBody } from "./publish";
import { messageView, versionView } from "./views";
import type { TopicView } from "./wire";

/** The web console: a page at `/`, and what it asks for under `/console/`. */
export function createConsole(
  store: MessageStore,
  guard: Guard,
  clients: () => Iterable<ConnectedClient>,
): HttpOptions["answerConsole"] {
  const login = new Login(guard);
  const versions = new Versions(store);
  const feeds = new Set<Feed>();
  store.onChange(({ topic }) => {
    for (const feed of feeds) feed.note(topic);
  });

  async function answer(incoming: IncomingMessage, response: ServerResponse, { pathname, searchParams }: URL) {
    const asked = `${incoming.method} ${pathname}`;
    if (asked === "POST /console/login") return login.take(incoming, response);
    // The form looks like the page.
    if (asked !== "GET /console/page.css" && !login.knows(incoming)) {
      if (asked === "GET /") return login.ask(response);
      throw new ConsoleError(401, "Log in again.");
    }
    switch (asked) {
      case "GET /console/events":
        return follow(response);
      case "GET /console/message":
        return sendJson(response, 200, topicView(searchParams.get("topic") ?? ""));
      case "POST /console/publish":
        publish(store, await readJson(incoming, publishBody));
        return sendJson(response, 200, {});
      case "POST /console/clear":
        return sendJson(response, 200, { cleared: await clear(store, await readJson(incoming, clearBody)) });
    }
    const file = incoming.method === "GET" ? pageFile(pathname) : undefined;
    if (file === undefined) throw new ConsoleError(404, "The console has nothing there.");
    send(response, 200, file.contentType, file.body);
  }

  async function follow(response: ServerResponse): Promise<void> {
    begin(response, 200, "text/event-stream");
    const feed = new Feed(store, clients, response);
    feeds.add(feed);
    await feed.run();
    feeds.delete(feed);
  }

  function topicView(topic: string): TopicView {
    const retained = store.get(topic);
    return {
      topic,
      current: retained === undefined ? null : messageView(retained),
      versions: versions.of(topic).map(versionView),
    };
  }

  return (incoming, response) => {
    const url = consoleUrl(incoming);
    if (url === undefined) return false;
    answer(incoming, response, url).catch((error) => {
      if (response.headersSent) response.destroy();
      else sendError(response, error);
    });
    return true;
  };
}

/** The URL of a request for the console. */
function consoleUrl(request: IncomingMessage): URL | undefined {
  const { url = "" } = request;
  const isOurs = url.startsWith("/console/") || asksForPage(request);
  return isOurs && URL.canParse(url, "http://localhost") ? new URL(url, "http://localhost") : undefined;
}
