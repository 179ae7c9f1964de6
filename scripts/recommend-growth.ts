import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { grow, growthTable } from "../bench/recommend/growth.ts";

const help = `npm run recommend:growth -- [--events 0.1,0.3,1,3,5] [--users N] [--items 50000] [--memory 8]

Trains user-personalization-v2 on made-up clicks of these sizes (millions of events; a twentieth as many users unless said),
each in a process of its own, then saves, and loads in a fresh process. --memory: GiB a training may take; what the
estimate puts above is refused before it starts. Prints times, peaks beside estimates, and the exponent of the growth.`;

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "0.1,0.3,1,3,5" },
    users: { type: "string" },
    items: { type: "string", default: "50000" },
    memory: { type: "string", default: "8" },
    help: { type: "boolean", short: "h", default: false },
  },
});
if (values.help) console.log(help);
else {
  const sizes = values.events.split(",").map((millions) => {
    const events = Math.round(Number(millions) * 1e6);
    return { events, users: Number(values.users ?? Math.round(events / 20)), items: Number(values.items) };
  });
  console.log(growthTable(grow(sizes, Number(values.memory) * 2 ** 30)));
  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? ""}.`);
}
