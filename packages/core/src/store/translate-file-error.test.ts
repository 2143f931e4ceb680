import { expect, it } from "vitest";
import { DatabaseDiskFull, DatabaseFolderUnusable } from "./database-errors.ts";
import { translateFileError } from "./translate-file-error.ts";

it.each([
  Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" }),
  Object.assign(new Error("quota"), { code: "EDQUOT" }),
  'FATAL:  could not write lock file "postmaster.pid": No space left on device',
])("tells a full disk by %s", (error) => {
  const translated = translateFileError(error, "/data");
  expect(translated).toBeInstanceOf(DatabaseDiskFull);
  expect(translated?.message).toContain("/data");
  expect(translated?.cause).toBe(error);
});

it.each([
  [Object.assign(new Error("EACCES: mkdir"), { code: "EACCES" }), "Permission denied"],
  [Object.assign(new Error("EROFS: open"), { code: "EROFS" }), "Read-only file system"],
  ['initdb: error: could not create directory "x": Permission denied', "Permission denied"],
])("tells a folder that cannot be used by %s", (error, reason) => {
  const translated = translateFileError(error, "/data");
  expect(translated).toBeInstanceOf(DatabaseFolderUnusable);
  expect(translated?.message).toContain(`/data cannot be used (${reason})`);
});

it("leaves everything else to the caller", () => {
  expect(translateFileError(new TypeError("x is not a function"), "/data")).toBeUndefined();
  expect(translateFileError("FATAL:  bogus data in lock file", "/data")).toBeUndefined();
});
