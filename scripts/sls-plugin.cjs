/**
 * What osls cannot be told in YAML: build before packaging, ETL scripts into the bucket after a deployment, and
 * `invoke local` against the Millrace running on this machine.
 */
const { spawnSync } = require("node:child_process");
const { existsSync, readFileSync } = require("node:fs");
const { join, resolve } = require("node:path");

/** The instance in `.millrace` when its process lives: { pid, endpoint, site, bucket }. */
const runningInstance = (root) => {
  const file = resolve(root, process.env.MILLRACE_DIRECTORY ?? ".millrace", "endpoint.json");
  if (!existsSync(file)) return undefined;
  const instance = JSON.parse(readFileSync(file, "utf8"));
  try {
    process.kill(instance.pid, 0);
    return instance;
  } catch {
    return undefined;
  }
};

/** Points every SDK client of this process, and of the handler it will run, at the instance. */
const useInstance = ({ endpoint, pid }) => {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  });
  delete process.env.AWS_PROFILE;
  delete process.env.AWS_SESSION_TOKEN;
  console.error(
    `millrace: invoking against the local AWS at ${endpoint} (process ${pid}); set AWS_ENDPOINT_URL to choose another`,
  );
};

module.exports = class Millrace {
  constructor(serverless, options) {
    this.root = serverless.serviceDir;
    this.serverless = serverless;
    this.options = options;
    const build = () => this.script("scripts/build.ts", "--quiet");
    this.hooks = {
      initialize: () => this.initialize(),
      "before:package:cleanup": build,
      "before:deploy:function:initialize": build,
      "before:invoke:local:loadEnvVars": build,
      "after:deploy:deploy": () => this.script("scripts/publish-etl.ts", this.bucket()),
    };
  }

  initialize() {
    const isLocal = this.serverless.processedInput.commands.join(" ") === "invoke local";
    if (!isLocal || process.env.AWS_ENDPOINT_URL) return;
    const instance = runningInstance(this.root);
    if (instance) useInstance(instance);
  }

  bucket() {
    return this.serverless.service.custom.lakeBucket;
  }

  /** Runs one of our scripts with our Node; its output goes to stderr, because stdout is the command's answer. */
  script(file, ...args) {
    const { region, "aws-profile": profile } = this.options;
    const env = {
      ...process.env,
      AWS_REGION: region ?? this.serverless.service.provider.region,
      ...(profile ? { AWS_PROFILE: profile } : {}),
    };
    const { status, error } = spawnSync(
      process.execPath,
      [join(this.root, "scripts/setup.mjs"), join(this.root, file), ...args],
      {
        cwd: this.root,
        env,
        stdio: ["ignore", 2, 2],
      },
    );
    if (error) throw error;
    if (status !== 0) throw new Error(`${file} ended with ${status}`);
  }
};
