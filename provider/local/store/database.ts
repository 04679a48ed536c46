import type { Message, QoS } from "../../messages/message";
import type { Journal } from "./journal";
import { Retained } from "./retained";

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
  payload: Uint8Array;
  /** JSON of all other members of the message. */
  properties: string;
}

/** The interface that Node.js has for SQLite, whoever provides it. */
type Binding = Pick<typeof import("@photostructure/sqlite"), "DatabaseSync">;
type Database = InstanceType<Binding["DatabaseSync"]>;

/**
 * Opens the retained messages in a file, which is made if there is none.
 *
 * The file is a database of SQLite. A message that was acknowledged survives the end of the process, of whatever kind. It
 * may be lost if the machine loses its power.
 *
 * @param onError told why a write has failed, which also throws
 * @throws Error of one sentence if there is no SQLite, or if the file is in use or something else
 */
export function openDatabase(file: string, onError: (error: Error) => void = () => undefined): Journal {
  const { DatabaseSync } = binding();
  let database: Database | undefined;
  try {
    database = new DatabaseSync(file);
    return journalIn(database, (error) => onError(new Error(`${file} cannot be written: ${error.message}`)));
  } catch (error) {
    database?.close();
    throw new Error(reasonOf(error as Error, file), { cause: error });
  }
}

/** SQLite of a package or, from Node.js 22.13 on, of Node.js. It is loaded only here, since only this needs it. */
function binding(): Binding {
  for (const name of ["@photostructure/sqlite", "node:sqlite"]) {
    try {
      return require(name) as Binding;
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  throw new Error(
    "To keep messages in a file, install @photostructure/sqlite, or use Node.js 22.13 or later: npm install --save-dev @photostructure/sqlite",
  );
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "MODULE_NOT_FOUND" || code === "ERR_UNKNOWN_BUILTIN_MODULE";
}

function journalIn(database: Database, onError: (error: Error) => void): Journal {
  // One endpoint at a time: the lock is taken by the first read, and kept.
  database.exec("PRAGMA locking_mode = EXCLUSIVE");
  const known = numberOf(database, "application_id");
  const version = numberOf(database, "user_version");
  database.exec("PRAGMA journal_mode = WAL");
  // What was written to the system survives the end of the process. Only a loss of power would need more.
  database.exec("PRAGMA synchronous = OFF");
  if (known === 0 && version === 0 && numberOf(database, "schema_version") === 0) database.exec(schema);
  else if (known !== APPLICATION_ID) throw new Error("it is a database of something else");
  else if (version !== SCHEMA_VERSION)
    throw new Error(`its version is ${version}, and this one reads ${SCHEMA_VERSION}`);

  const put = database.prepare("INSERT OR REPLACE INTO retained VALUES (?, ?, ?, ?, ?)");
  const remove = database.prepare("DELETE FROM retained WHERE topic = ?");
  const write = (statement: typeof put, ...values: Parameters<typeof put.run>) => {
    try {
      statement.run(...values);
    } catch (error) {
      onError(error as Error);
      throw error;
    }
  };
  return {
    *load() {
      const rows = database.prepare("SELECT * FROM retained").iterate();
      for (const row of rows as Iterable<Row>) yield retainedOf(row);
    },
    put({ message, publishedAt }) {
      const { topic, payload, qos, ...properties } = message;
      write(put, topic, publishedAt, qos, payload, JSON.stringify(properties));
    },
    remove(topic) {
      write(remove, topic);
    },
    close() {
      // Closing alone keeps the lock until the statements are collected. This gives it back.
      database.exec("PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL; SELECT count(*) FROM retained");
      database.close();
    },
  };
}

function retainedOf({ topic, published_at: publishedAt, qos, payload, properties }: Row): Retained {
  const rest = JSON.parse(properties) as Omit<Message, "topic" | "payload" | "qos">;
  return new Retained({ topic, payload, qos, ...rest }, publishedAt);
}

function numberOf(database: Database, pragma: string): number {
  const row = database.prepare(`PRAGMA ${pragma}`).get() as Record<string, number>;
  return row[pragma] ?? 0;
}

function reasonOf({ message }: Error, file: string): string {
  if (/database is locked/.test(message)) return `${file} is in use by another endpoint.`;
  if (/not a database/.test(message)) return `${file} holds something else than retained messages: it is no database.`;
  return `${file} cannot be opened: ${message}`;
}
