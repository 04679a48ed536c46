import type { Message, QoS } from "../../messages/message";
import type { Journal } from "./journal";
import type { Retained } from "./messages";

/** Marks a file as one of these databases: the letters "IoTR". */
const APPLICATION_ID = 0x49_6f_54_52;

/** The version of the table below. */
const SCHEMA_VERSION = 1;

const schema = `
  CREATE TABLE retained (
    topic TEXT PRIMARY KEY,
    published_at INTEGER NOT NULL,
    qos INTEGER NOT NULL,
    payload BLOB NOT NULL,
    properties TEXT NOT NULL
  ) WITHOUT ROWID;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};`;

interface Row {
  topic: string;
  published_at: number;
  qos: QoS;
  payload: Buffer;
  /** JSON of all other members of the message. */
  properties: string;
}

/**
 * Opens the retained messages in a file, which is made if there is none.
 *
 * The file is a database of SQLite. A message that was acknowledged survives the end of the process, of whatever kind. It
 * may be lost if the machine loses its power.
 *
 * @throws Error of one sentence if the package `libsql` is missing, or if the file is in use or something else
 */
export function openDatabase(file: string): Journal {
  const Database = binding();
  let database: InstanceType<typeof Database> | undefined;
  try {
    database = new Database(file);
    return journalIn(database);
  } catch (error) {
    database?.close();
    throw new Error(reasonOf(error as Error & { code?: string }, file), { cause: error });
  }
}

/** Loaded only here, since only this needs it and it comes with a library of the machine's kind. */
function binding(): typeof import("libsql") {
  try {
    return require("libsql");
  } catch (error) {
    throw new Error("To keep messages in a file, install the package `libsql`: npm install --save-dev libsql", {
      cause: error,
    });
  }
}

function journalIn(database: InstanceType<typeof import("libsql")>): Journal {
  // One endpoint at a time: the lock is taken by the first read, and kept.
  database.pragma("locking_mode = EXCLUSIVE");
  const known = numberOf(database, "application_id");
  const version = numberOf(database, "user_version");
  database.pragma("journal_mode = WAL");
  // What was written to the system survives the end of the process. Only a loss of power would need more.
  database.pragma("synchronous = OFF");
  if (known === 0 && version === 0 && numberOf(database, "schema_version") === 0) database.exec(schema);
  else if (known !== APPLICATION_ID) throw new Error("it is a database of something else");
  else if (version !== SCHEMA_VERSION)
    throw new Error(`its version is ${version}, and this one reads ${SCHEMA_VERSION}`);

  const put = database.prepare("INSERT OR REPLACE INTO retained VALUES (?, ?, ?, ?, ?)");
  const remove = database.prepare("DELETE FROM retained WHERE topic = ?");
  return {
    *load() {
      const rows = database.prepare("SELECT * FROM retained").iterate() as IterableIterator<Row>;
      for (const row of rows) yield retainedOf(row);
    },
    put({ message, publishedAt }) {
      const { topic, payload, qos, ...properties } = message;
      put.run(topic, publishedAt, qos, payload, JSON.stringify(properties));
    },
    remove(topic) {
      remove.run(topic);
    },
    close() {
      database.close();
    },
  };
}

function retainedOf({ topic, published_at: publishedAt, qos, payload, properties }: Row): Retained {
  const rest = JSON.parse(properties) as Omit<Message, "topic" | "payload" | "qos">;
  return { message: { topic, payload, qos, ...rest }, publishedAt };
}

function numberOf(database: InstanceType<typeof import("libsql")>, pragma: string): number {
  const [value] = database.prepare(`PRAGMA ${pragma}`).raw().get() as [number];
  return value;
}

function reasonOf({ code, message }: Error & { code?: string }, file: string): string {
  if (code === "SQLITE_BUSY" || code === "SQLITE_LOCKED") return `${file} is in use by another endpoint.`;
  if (code === "SQLITE_NOTADB") return `${file} holds something else than retained messages: it is no database.`;
  return `${file} cannot be opened: ${message}`;
}
