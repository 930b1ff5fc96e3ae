// Runs the server audits of graphql-http against an address, with headers of its own, and writes
// the result of each as JSON. The audits themselves send neither a token nor a purpose.
import { auditServer } from 'graphql-http';

const [url, headers] = [process.argv[2], JSON.parse(process.argv[3])];
const fetchFn = (address, options = {}) =>
  fetch(address, { ...options, headers: { ...headers, ...options.headers } });
const results = await auditServer({ url, fetchFn });
const told = results.map(({ id, name, status, reason }) => ({ id, name, status, reason: reason ?? null }));
process.stdout.write(JSON.stringify(told));
