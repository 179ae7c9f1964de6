/** Native ESM under swc: no module mocks, so nothing here but the transform. */
export default {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/.millrace/"],
  transform: {
    "\\.ts$": [
      "@swc/jest",
      {
        jsc: { target: "es2023", parser: { syntax: "typescript" } },
        module: { type: "es6", ignoreDynamic: true },
      },
    ],
  },
  testTimeout: 30_000,
  maxWorkers: "100%", // jest keeps one core for itself: of two that leaves half of them idle
};
