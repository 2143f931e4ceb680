#!/usr/bin/env node
// The telekeep command of a checkout: `npx telekeep …` or `node scripts/telekeep.mjs …`.
import { bootstrap } from "./bootstrap.mjs";

await bootstrap("scripts/start.ts", process.argv.slice(2));
