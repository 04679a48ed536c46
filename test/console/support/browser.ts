import { type Browser, chromium, type Page } from "playwright-core";
import type { ConnectedClient } from "../../../provider/local/console/clients";
import { MessageStore } from "../../../provider/local/store/messages";
import { chromiumOnPath } from "../../../scripts/console/chromium";
import { type ServedConsole, serveConsole } from "../../support/served-console";

const executable = chromiumOnPath();
if (executable === undefined) process.stdout.write("skipped: the console in a browser: no Chromium on the PATH\n");

/** `test`, or its skipping where there is no Chromium. */
export const browserTest: jest.It = executable === undefined ? test.skip : test;

/** A browser without pages. */
export function launchBrowser(): Promise<Browser> {
  if (executable === undefined) throw new Error("there is no browser");
  // The sandbox of Chromium does not run as root.
  return chromium.launch({ executablePath: executable, args: ["--no-sandbox"] });
}

export interface OpenOptions {
  colorScheme?: "light" | "dark";
  width?: number;
  height?: number;
  /** The topic in the address. */
  topic?: string;
  /** Lets the test run scripts of its own in the page. */
  bypassCSP?: boolean;
}

/** Gives each test of a file a store behind an endpoint, and pages of one browser. */
export class Console {
  readonly clients: ConnectedClient[] = [];
  now = 1_700_000_000_000;
  store = new MessageStore(() => this.now);
  /** What a page has reported as wrong. */
  readonly complaints: string[] = [];
  #browser: Browser | undefined;
  #http: ServedConsole | undefined;

  async launch(): Promise<void> {
    if (executable !== undefined) this.#browser = await launchBrowser();
  }

  async quit(): Promise<void> {
    await this.#browser?.close();
  }

  async start(): Promise<void> {
    this.store = new MessageStore(() => this.now);
    this.clients.length = 0;
    this.complaints.length = 0;
    await this.#serve(0);
  }

  /** Cuts all connections off, and serves at the same port again. */
  async restart(meanwhile: () => void): Promise<void> {
    const port = this.#http?.port ?? 0;
    await this.#http?.close();
    meanwhile();
    await this.#serve(port);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#browser?.contexts().map((context) => context.close()) ?? []);
    await this.#http?.close();
  }

  put(
    topic: string,
    payload: string | Uint8Array,
    more: { messageExpiry?: number; userProperties?: [string, string][] } = {},
  ) {
    const message = { topic, payload: Buffer.from(payload as string), qos: 1 as const, userProperties: [], ...more };
    this.store.publish(message, { retain: true });
  }

  text(topic: string): string | undefined {
    const found = this.store.get(topic);
    return found && Buffer.from(found.message.payload).toString();
  }

  /** Opens the page, and waits until it is up to date. */
  async open({ topic, width = 1_280, height = 800, ...options }: OpenOptions = {}): Promise<Page> {
    if (this.#browser === undefined || this.#http === undefined) throw new Error("there is no browser");
    const context = await this.#browser.newContext({ viewport: { width, height }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on("pageerror", ({ message }) => this.complaints.push(message));
    page.on("console", (message) => this.complaints.push(message.text()));
    page.on("dialog", (dialog) => {
      this.complaints.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    const hash = topic === undefined ? "" : `#${encodeURIComponent(topic)}`;
    await page.goto(`http://127.0.0.1:${this.#http.port}/${hash}`);
    await page.locator(".link.is-live").waitFor();
    return page;
  }

  async #serve(port: number): Promise<void> {
    this.#http = await serveConsole(this.store, port, () => this.clients);
  }
}

export function useConsole(): Console {
  const under = new Console();
  beforeAll(() => under.launch());
  afterAll(() => under.quit());
  beforeEach(() => under.start());
  afterEach(() => under.stop());
  return under;
}
