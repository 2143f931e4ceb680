// A process that works on the jobs of the archive in DATABASE_URL until it is killed.
import { openArchive } from "@telekeep/core";

const silent = { info() {}, warn() {}, error() {} };
await openArchive({ connectionString: process.env.DATABASE_URL!, log: silent });
process.stdout.write("open\n");
