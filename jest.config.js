/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  transform: { "\\.ts$": ["ts-jest", { tsconfig: "tsconfig.json", diagnostics: false }] },
  // Examples import the package by its name.
  moduleNameMapper: { "^pulumi-iot-retained$": "<rootDir>/provider" },
  moduleFileExtensions: ["ts", "js", "json"],
  modulePathIgnorePatterns: ["<rootDir>/dist"],
  testTimeout: 120_000,
  // Each engine test runs the CLI and two Node processes: one worker a core is the most that helps.
  maxWorkers: 2,
  reporters: ["default", "<rootDir>/test/support/closing-line-reporter.js"],
};
