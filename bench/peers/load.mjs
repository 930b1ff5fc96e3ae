// Load on one server with autocannon; the bodies to send are read from a file, one JSON a line.
// Arguments: one JSON object {url, clients, seconds, headers, bodies}. Prints one JSON object.
import { readFileSync } from "fs";
import autocannon from "autocannon";

const asked = JSON.parse(process.argv[2]);
const requests = readFileSync(asked.bodies, "utf8").trim().split("\n")
  .map((body) => ({ method: "POST", path: new URL(asked.url).pathname, headers: asked.headers, body }));
const times = [];
let refused = 0;
const run = autocannon({
  url: asked.url, connections: asked.clients, duration: asked.seconds, requests,
});
run.on("response", (client, status, bytes, milliseconds) => {
  times.push(milliseconds);
  if (status !== 200) refused += 1;
});
const result = await run;
times.sort((a, b) => a - b);
const at = (share) => times[Math.min(times.length - 1, Math.floor(share * times.length))];
console.log(JSON.stringify({
  answers: times.length,
  a_second: times.length / result.duration,
  p50_ms: at(0.5),
  p95_ms: at(0.95),
  bytes: result.throughput.total / Math.max(1, times.length),
  refused: refused + result.errors + result.timeouts,
}));
