// The telekeep command: `npm start` is `telekeep start`, everything else names its command.
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import "./jsx-hook.mjs";

// React is a third slower in development, and prints warnings into the terminal.
process.env["NODE_ENV"] ??= "production";
enableCompileCache(join(import.meta.dirname, "..", "node_modules", ".cache", "node"));

const args = process.argv.slice(2);
const { main } = await import("@telekeep/tui");
await main(args.length > 0 ? args : ["start"]);
