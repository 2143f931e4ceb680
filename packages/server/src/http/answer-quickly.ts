import type { ServerResponse } from "node:http";
import { GraphQLError } from "graphql";
import { processRegularResult } from "graphql-yoga";

import type { GraphqlHandler } from "./graphql-handler.ts";
import { withStatus } from "./limit-documents.ts";
import { SAFE_HEADERS } from "./send-response.ts";

const JSON_TYPE = "application/json";
const GRAPHQL_TYPE = "application/graphql-response+json";

type Result = Parameters<typeof processRegularResult>[0];

/**
 * Answers an ordinary request, which is nearly every one, as the engine would, without the objects
 * of the fetch standard in between: those take longer than a search. False, and nothing has been
 * run, when the request is for the engine to read or to refuse.
 */
export async function answerQuickly(
  accept: string | undefined,
  body: Buffer,
  response: ServerResponse,
  { graphql }: { readonly graphql: GraphqlHandler },
  signal: AbortSignal,
): Promise<boolean> {
  const mediaType = mediaTypeOf(accept);
  const params = mediaType === null ? null : paramsOf(body);
  if (mediaType === null || params === null) return false;
  // What plugins look at in a request.
  const request = { method: "POST", signal } as Request;
  let result: Result;
  try {
    result = (await graphql.getResultForParams({ params, request }, {} as never)) as Result;
  } catch (error) {
    // The parameters are not what they should be; what fails when it runs is a result.
    if (error instanceof GraphQLError) return false;
    throw error;
  }
  const { status, headers, text } = processRegularResult(
    withStatus(result),
    { Response: Answer } as never,
    mediaType,
  ) as unknown as Answer;
  response.writeHead(status, {
    ...SAFE_HEADERS,
    ...headers,
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
  return true;
}

/** What the engine makes a response of. */
class Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;

  constructor(
    text: string | null,
    { status, headers }: { status: number; headers: Record<string, string> },
  ) {
    this.status = status;
    this.headers = headers;
    this.text = text ?? "";
  }
}

/** The type of the answer, or null when the header names others or tells more about them. */
function mediaTypeOf(accept = "*/*"): string | null {
  const types = accept.replaceAll(/\s/g, "").toLowerCase().split(",");
  if (!types.every((type) => [JSON_TYPE, GRAPHQL_TYPE, "*/*"].includes(type))) return null;
  return types[0] === GRAPHQL_TYPE ? GRAPHQL_TYPE : JSON_TYPE;
}

function paramsOf(body: Buffer): object | null {
  try {
    const params: unknown = JSON.parse(body.toString("utf8"));
    return typeof params === "object" ? params : null;
  } catch {
    return null;
  }
}
