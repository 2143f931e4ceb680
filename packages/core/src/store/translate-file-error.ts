import { DatabaseDiskFull, DatabaseFolderUnusable } from "./database-errors.ts";

/**
 * Makes a typed error of what the operating system said about a folder: an errno from Node, or the
 * words of a PostgreSQL program. Anything else is answered as `undefined`.
 */
export function translateFileError(
  error: unknown,
  folder: string,
): DatabaseDiskFull | DatabaseFolderUnusable | undefined {
  const text = error instanceof Error ? `${fileErrorCode(error)} ${error.message}` : String(error);
  if (/ENOSPC|EDQUOT|No space left on device|Disk quota exceeded/.test(text)) {
    return new DatabaseDiskFull(folder, { cause: error });
  }
  const denial =
    /Permission denied|Read-only file system|Operation not permitted|Not a directory/.exec(
      text,
    )?.[0] ?? DENIALS[/EACCES|EROFS|EPERM|ENOTDIR|EEXIST/.exec(text)?.[0] ?? ""];
  return denial ? new DatabaseFolderUnusable(folder, denial, { cause: error }) : undefined;
}

const DENIALS: Record<string, string> = {
  EACCES: "Permission denied",
  EROFS: "Read-only file system",
  EPERM: "Operation not permitted",
  ENOTDIR: "Not a directory",
  EEXIST: "Not a directory",
};

function fileErrorCode(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? "";
}
