const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The node id of a job that was named by its node id or by the UUID in the server's sentences
 * ("The job 629f… is importing this export already").
 */
export function jobId(typed: string): string {
  const id = typed.trim();
  return UUID.test(id) ? Buffer.from(`Job:${id.toLowerCase()}`).toString("base64url") : id;
}
