/**
 * Modules that take long to load, mostly because they load zod. A command loads each of them when it needs it, so that
 * `--help` is quick. All other imports of the commands must be quick, which test/local/cli.test.ts checks.
 */
export const lazy = {
  confirm: () => require("./confirm") as typeof import("./confirm"),
  connection: () => require("./connection") as typeof import("./connection"),
  convergence: () => require("./convergence") as typeof import("./convergence"),
  convergenceBar: () => require("./convergence-bar") as typeof import("./convergence-bar"),
  importEntries: () => require("./import-entries") as typeof import("./import-entries"),
  markdown: () => require("./markdown") as typeof import("./markdown"),
  messageTable: () => require("./message-table") as typeof import("./message-table"),
  payloadDifference: () => require("./payload-difference") as typeof import("./payload-difference"),
  walk: () => require("../walk") as typeof import("../walk"),
  stackExport: () => require("./stack-export") as typeof import("./stack-export"),
  stackState: () => require("./stack-state") as typeof import("./stack-state"),
  stateRows: () => require("./state-rows") as typeof import("./state-rows"),
  table: () => require("./table") as typeof import("./table"),

  noSuch: () => require("../../text/no-such") as typeof import("../../text/no-such"),

  clearing: () => require("../../topics/confirm-cleared") as typeof import("../../topics/confirm-cleared"),
  comparison: () => require("../../topics/comparison") as typeof import("../../topics/comparison"),
  argumentSchemas: () => require("../../validation/common-schemas") as typeof import("../../validation/common-schemas"),
  version: () => require("../../messages/version") as typeof import("../../messages/version"),
  payload: () => require("../../messages/payload") as typeof import("../../messages/payload"),

  canonicalValue: () =>
    require("../../files/formats/canonical-value") as typeof import("../../files/formats/canonical-value"),
  filesError: () => require("../../files/disk/files-error") as typeof import("../../files/disk/files-error"),
  readFolder: () => require("../../files/read-messages") as typeof import("../../files/read-messages"),
  jsonPointer: () => require("../../files/formats/json-pointer") as typeof import("../../files/formats/json-pointer"),
  origins: () => require("../../files/layers/origins") as typeof import("../../files/layers/origins"),
  writeFolder: () => require("../../files/write-messages") as typeof import("../../files/write-messages"),

  localEndpoint: () => require("../../local") as typeof import("../../local"),
  localAlarms: () => require("../../local/cloudwatch/alarms") as typeof import("../../local/cloudwatch/alarms"),
  localRegistry: () => require("../../local/registry") as typeof import("../../local/registry"),
};
