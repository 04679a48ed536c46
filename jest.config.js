const { availableParallelism } = require("node:os");

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  // Not test/languages: `npm run test:languages` gets what these tests need.
  roots: ["unit", "local", "console", "engine", "trust", "snippets", "layouts"].map(
    (layer) => `<rootDir>/test/${layer}`,
  ),
  testMatch: ["**/*.test.ts"],
  transform: { "\\.ts$": ["ts-jest", { tsconfig: "tsconfig.json", diagnostics: false }] },
  // Examples import the package by its name.
  moduleNameMapper: { "^pulumi-iot-retained$": "<rootDir>/provider" },
  moduleFileExtensions: ["ts", "js", "json"],
  modulePathIgnorePatterns: ["<rootDir>/dist"],
  globalSetup: "<rootDir>/test/support/before-all.ts",
  testTimeout: 120_000,
  // One more than there are cores: an engine test also waits, for retries and for processes that start.
  maxWorkers: availableParallelism() + 1,
  testSequencer: "<rootDir>/test/support/longest-first.js",
  reporters: [
    "default",
    "<rootDir>/test/support/closing-line-reporter.js",
    "<rootDir>/test/trust/support/results-reporter.js",
    "<rootDir>/test/layouts/support/matrix-reporter.js",
  ],
};
