import type { ServerResponse } from "node:http";
import { finish, isUnread } from "../http/answer";

/** Payloads and topics are of anybody. Nothing but the page's own script runs, and no text becomes markup. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

/** Headers of every answer. */
const guards = {
  "content-security-policy": policy,
  "x-content-type-options": "nosniff",
  // Without any referrer, a browser would call the login form foreign.
  "referrer-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cache-control": "no-store",
};

/** An error that is answered with its status and text. */
export class ConsoleError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function begin(response: ServerResponse, status: number, contentType: string): void {
  response.writeHead(status, { ...guards, "content-type": contentType });
}

export function send(response: ServerResponse, status: number, contentType: string, body: string | Buffer): void {
  response.setHeader("content-length", Buffer.byteLength(body));
  if (isUnread(response.req)) response.setHeader("connection", "close");
  begin(response, status, contentType);
  finish(response.req, response, body);
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  send(response, status, "application/json", JSON.stringify(body));
}

export function sendError(response: ServerResponse, error: unknown): void {
  const { status, message } = error instanceof ConsoleError ? error : new ConsoleError(500, (error as Error).message);
  sendJson(response, status, { message });
}
