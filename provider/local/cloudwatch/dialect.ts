import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { cbor, dateToTag } from "@smithy/core/cbor";
import { isRecord } from "../../validation/is-record";
import type { Answer } from "../http/answer";
import type { Body } from "../http/body";
import { queryAnswer, queryError, type XmlContent } from "../http/query";
import { CloudWatchError, cloudWatchErrorOf } from "./errors";

// CloudWatch speaks three protocols. Clients of 2026 use JSON or CBOR, and older ones Query.

/** How a call of CloudWatch is read, and answered. */
export interface Dialect {
  /** Name of the operation in the request. */
  readonly operation: string;
  /** @throws CloudWatchError if the parameters cannot be read */
  input(): Record<string, unknown>;
  /** A point in time, as answers have it. */
  time(date: Date): unknown;
  answer(result: object): Answer;
  failed(error: unknown): Answer;
}

const TARGET = "GraniteServiceVersion20100801";
const NAMESPACE = "http://monitoring.amazonaws.com/doc/2010-08-01/";
const VERSION = "2010-08-01";

const cborPath = new RegExp(`^/service/${TARGET}/operation/(\\w+)$`);
const jsonTarget = new RegExp(`^${TARGET}\\.(\\w+)$`);

/** The dialect of a request; undefined if it is not one of CloudWatch. */
export function dialectOf({ method, url = "", headers }: IncomingMessage, body: Body): Dialect | undefined {
  if (method !== "POST") return undefined;
  const [, cborOperation] = cborPath.exec(url) ?? [];
  if (cborOperation !== undefined) return cborDialect(cborOperation, body);
  if (url !== "/") return undefined;
  const [, jsonOperation] = jsonTarget.exec(String(headers["x-amz-target"])) ?? [];
  if (jsonOperation !== undefined) return jsonDialect(jsonOperation, body);
  const form = new URLSearchParams(body.bytes.toString("utf8"));
  return form.get("Version") === VERSION ? queryDialect(form) : undefined;
}

/** @see https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html */
function jsonDialect(operation: string, body: Body): Dialect {
  return {
    operation,
    input: () => parameters(body, (bytes) => (bytes.length === 0 ? {} : JSON.parse(bytes.toString("utf8")))),
    time: (date) => date.getTime() / 1000,
    ...answers({ "content-type": "application/x-amz-json-1.0" }, JSON.stringify),
  };
}

/** @see https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html */
function cborDialect(operation: string, body: Body): Dialect {
  return {
    operation,
    input: () => parameters(body, (bytes) => (bytes.length === 0 ? {} : cbor.deserialize(bytes))),
    time: dateToTag,
    ...answers({ "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" }, (value) =>
      Buffer.from(cbor.serialize(value)),
    ),
  };
}

/** @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
function queryDialect(form: URLSearchParams): Dialect {
  const operation = form.get("Action") ?? "";
  return {
    operation,
    input: () => parametersOf(form),
    time: (date) => date.toISOString(),
    answer: (result) => queryAnswer(operation, NAMESPACE, result as XmlContent),
    failed: (error) => queryError(NAMESPACE, cloudWatchErrorOf(error)),
  };
}

/** The answers of JSON and CBOR, which differ in the form of their bodies. */
function answers(headers: Answer["headers"], write: (value: object) => Answer["body"]) {
  const enveloped = () => ({ ...headers, "x-amzn-RequestId": randomUUID() });
  return {
    answer: (result: object): Answer => ({ status: 200, headers: enveloped(), body: write(result) }),
    failed: (error: unknown): Answer => {
      const { name, type, status, message } = cloudWatchErrorOf(error);
      // Clients that used to speak Query know errors by their names there.
      const inQuery = `${name};${status < 500 ? "Sender" : "Receiver"}`;
      return {
        status,
        headers: { ...enveloped(), "x-amzn-query-error": inQuery },
        body: write({ __type: type, message }),
      };
    },
  };
}

function parameters({ bytes, size }: Body, read: (bytes: Buffer) => unknown): Record<string, unknown> {
  if (size > bytes.length)
    throw new CloudWatchError("ValidationError", `The request has ${size} bytes, which is too many`);
  let value: unknown;
  try {
    value = read(bytes);
  } catch {
    throw new CloudWatchError("MalformedInput", "The parameters cannot be read");
  }
  if (isRecord(value)) return value;
  throw new CloudWatchError("MalformedInput", "Expected parameters by their names");
}

/** The parameters in a form: items of a list are `NAME.member.1` and so on, numbers are texts, and an empty list is an empty text. */
function parametersOf(form: URLSearchParams): Record<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [key, text] of form) {
    if (key === "Action" || key === "Version" || text === "") continue;
    const [, list] = /^(\w+)\.member\.\d+$/.exec(key) ?? [];
    const before = list === undefined ? undefined : found.get(list);
    if (list === undefined) found.set(key, key === "MaxRecords" && /^-?\d{1,9}$/.test(text) ? Number(text) : text);
    else if (Array.isArray(before)) before.push(text);
    else found.set(list, [text]);
  }
  return Object.fromEntries(found);
}
