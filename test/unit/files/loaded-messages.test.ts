import { messageDigest, readInCode } from "../../../provider/files/in-code";
import { LoadedMessages, messagesDeclared } from "../../../provider/files/loaded-messages";

// What a program has made of the files that it loaded, as a state keeps it for `iot-retained diff --state`.

const message = { payload: '{"v":1}', qos: 0, userProperties: { k: "v" } };

function read(inCode: string | true) {
  if (inCode === true) throw new Error("it has nothing of files");
  return readInCode(inCode);
}

test("files that are taken as they are leave an almost empty text, whatever the order of keys", () => {
  const loaded = new LoadedMessages();
  loaded.note([
    ["a", message],
    ["b", { payload: "text" }],
  ]);
  const same = { userProperties: { k: "v" }, qos: 0, payload: '{"v":1}' };
  const inCode = loaded.inCode([
    ["a", same],
    ["b", "text"],
  ]);
  expect(inCode).toBe("-");
  expect(read(inCode).changed("a")).toBeUndefined();
});

test("nothing of files, what is added, what is changed and what is left out are told apart", () => {
  const loaded = new LoadedMessages();
  loaded.note([
    ["a", message],
    ["b", message],
    ["c", message],
  ]);
  expect(loaded.inCode([["x", "in code"]])).toBe(true);
  const found = read(
    loaded.inCode([
      ["a", message],
      ["b", { ...message, qos: 1 }],
      ["x", "in code"],
    ]),
  );
  expect(found.changed("a")).toBeUndefined();
  expect(found.changed("b")).toEqual({ file: messageDigest(message) });
  expect(found.changed("x")).toEqual({ file: undefined });
  expect(found.leftOut("c")).toEqual({ file: messageDigest(message) });
  expect([found.leftOut("a"), found.leftOut("b"), found.leftOut("x")]).toEqual([undefined, undefined, undefined]);
  expect(found.changes).toBe(2);
});

test("what another resource declares, or another call has loaded for it alone, is not left out", () => {
  const loaded = new LoadedMessages();
  loaded.note([
    ["a", message],
    ["b", message],
  ]);
  loaded.note([["c", message]]);
  loaded.use(["b"]);
  expect(loaded.inCode([["a", message]])).toBe("-");
});

test("a topic that two calls have loaded may be as either of them says", () => {
  const loaded = new LoadedMessages();
  loaded.note([["a", message]]);
  loaded.note([["a", "other"]]);
  expect(loaded.inCode([["a", message]])).toBe("-");
  expect(loaded.inCode([["a", "other"]])).toBe("-");
});

test("what a module has loaded before the stack ran counts for the stack", () => {
  const before = new LoadedMessages();
  before.note([
    ["a", message],
    ["b", message],
  ]);
  const found = read(new LoadedMessages(before).inCode([["a", message]]));
  expect([found.changed("a"), found.leftOut("b")]).toEqual([undefined, { file: messageDigest(message) }]);
});

test("messages of a set, of a single resource, and of one whose topic is not known", () => {
  expect(messagesDeclared({ messages: { a: "1" }, region: "r" })).toEqual([["a", "1"]]);
  expect(messagesDeclared({ topic: "a", payload: "1", overwrite: true })).toEqual([["a", { payload: "1" }]]);
  expect(messagesDeclared({ payload: "1" })).toEqual([]);
});

test("what has no JSON form, or is no message, is not that of a file", () => {
  const loaded = new LoadedMessages();
  loaded.note([["a", message]]);
  expect(read(loaded.inCode([["a", { payload: "x", qos: Number.NaN }]])).changed("a")).toBeDefined();
  expect(read(loaded.inCode([["a", null]])).changed("a")).toBeDefined();
});

test("a message that the program moves to another topic is added in code there, and left out where its file is", () => {
  const loaded = new LoadedMessages();
  loaded.note(
    [
      ["f/a", "a"],
      ["f/b", "b"],
    ],
    ["f/moved"],
  );
  const found = readInCode(
    String(
      loaded.inCode([
        ["f/a", "a"],
        ["f/moved", "b"],
      ]),
    ),
  );
  expect(found.changed("f/a")).toBeUndefined();
  expect(found.changed("f/moved")).toEqual({ file: undefined });
  expect(found.leftOut("f/b")).toEqual({ file: expect.any(String) });
});
