/** What has been written to a stream that stands for a terminal. */
export interface Watched {
  written: string;
}

/** Takes what each test of a file writes to a stream of this process, outside of CI; afterwards all is as it was. */
export function useWatched(stream: NodeJS.WriteStream, terminal: { isTTY?: boolean; columns?: number } = {}): Watched {
  const { isTTY, columns } = stream;
  const ci = process.env["CI"];
  const watched: Watched = { written: "" };
  beforeEach(() => {
    watched.written = "";
    delete process.env["CI"];
    Object.assign(stream, terminal);
    jest.spyOn(stream, "write").mockImplementation((text) => {
      watched.written += String(text);
      return true;
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    Object.assign(stream, { isTTY, columns });
    if (ci === undefined) delete process.env["CI"];
    else process.env["CI"] = ci;
    delete process.env["NO_COLOR"];
  });
  return watched;
}
