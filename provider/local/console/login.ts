import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Guard } from "../doors/guard";
import { readBody } from "../http/body";
import { send } from "./answer";

/** A login has a token and nothing else. */
const MAX_BYTES = 4 * 1024;

/** Lets in who has shown the token of the endpoint. A cookie remembers it until the endpoint ends. */
export class Login {
  readonly #guard: Guard;
  readonly #proof = randomBytes(24).toString("base64url");

  constructor(guard: Guard) {
    this.#guard = guard;
  }

  /** Whether a request comes from somebody who is logged in, or if there is no token. */
  knows({ headers, socket }: IncomingMessage): boolean {
    if (!this.#guard.asksForToken) return true;
    const cookies = (headers.cookie ?? "").split(";").map((cookie) => cookie.trim());
    return cookies.includes(`${nameFor(socket.localPort)}=${this.#proof}`);
  }

  /** Asks for the token. */
  ask(response: ServerResponse): void {
    send(response, 401, "text/html; charset=utf-8", form(""));
  }

  /** Takes the token from the form. */
  async take(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { bytes } = await readBody(incoming, MAX_BYTES);
    const token = new URLSearchParams(bytes.toString("utf8")).get("token");
    if (token === null || !this.#guard.admits(token)) {
      send(response, 401, "text/html; charset=utf-8", form("That is not the token of this endpoint."));
      return;
    }
    const cookie = `${nameFor(incoming.socket.localPort)}=${this.#proof}; Path=/; HttpOnly; SameSite=Strict`;
    response.setHeader("set-cookie", cookie);
    response.setHeader("location", "/");
    send(response, 303, "text/plain", "");
  }
}

/** Endpoints on other ports of a host share its cookies. */
function nameFor(port = 0): string {
  return `iot-retained-${port}`;
}

function form(reason: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Retained messages</title>
    <link rel="stylesheet" href="/console/page.css">
  </head>
  <body class="login">
    <main>
      <h1>Retained messages</h1>
      <form method="post" action="/console/login">
        <label class="field"><span>Token of the endpoint</span>
          <input type="password" name="token" required autofocus autocomplete="current-password"></label>
        <p role="alert">${reason}</p>
        <button class="primary">Open</button>
      </form>
    </main>
  </body>
</html>
`;
}
