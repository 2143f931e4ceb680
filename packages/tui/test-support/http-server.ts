import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { FakeServer } from "./fake-server.ts";

export const TOKEN = "the-token-of-the-owner";

/** The fake server behind HTTP: queries and mutations, guarded by a token. No subscriptions. */
export interface HttpServer extends AsyncDisposable {
  readonly url: string;
}

export async function serveHttp(
  fake: FakeServer,
  /** Answers instead of the fake when it returns true. */
  intercept: (response: ServerResponse) => boolean = () => false,
): Promise<HttpServer> {
  const server = createServer((request, response) => {
    if (intercept(response)) return;
    if (request.headers.authorization !== `Bearer ${TOKEN}`) {
      response.writeHead(401, { "content-type": "application/json" });
      response.end(JSON.stringify({ errors: [{ message: "No." }] }));
      return;
    }
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      const { query, variables } = JSON.parse(body) as { query: string; variables: unknown };
      fake.answer(query, variables).then(
        (result) => {
          response.writeHead(200, { "content-type": "application/graphql-response+json" });
          response.end(JSON.stringify(result));
        },
        () => response.destroy(),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
