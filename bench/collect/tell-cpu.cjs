/** Preloaded into a measured process: its last words are the CPU it took, in ms. */
process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  require("node:fs").writeSync(1, String((user + system) / 1000));
});
