import type { ServerUnderTest } from "./server-under-test.ts";

/** The events of a subscription, one by one. */
export interface Events extends AsyncDisposable {
  /** The next event's data. Rejects with the message of an error, and at the end. */
  next(): Promise<unknown>;
}

/** Subscribes over one of the transports. */
export function subscribe(
  server: ServerUnderTest,
  transport: "WebSocket" | "a stream of events",
  query: string,
  variables: Record<string, unknown>,
): Events {
  const events =
    transport === "WebSocket"
      ? overWebSocket(server, query, variables)
      : overEventStream(server, query, variables);
  return {
    async next() {
      const { done, value } = await events.next();
      if (done) throw new Error("The subscription is over.");
      const { data, errors } = value as { data: unknown; errors?: { message: string }[] };
      if (errors?.[0]) throw new Error(errors[0].message);
      return data;
    },
    async [Symbol.asyncDispose]() {
      await events.return?.(undefined);
    },
  };
}

async function* overWebSocket(
  server: ServerUnderTest,
  query: string,
  variables: Record<string, unknown>,
): AsyncGenerator<unknown> {
  const client = server.connect();
  try {
    yield* client.iterate({ query, variables });
  } catch (errors) {
    if (!Array.isArray(errors)) throw errors;
    yield { errors };
  } finally {
    await client.dispose();
  }
}

async function* overEventStream(
  server: ServerUnderTest,
  query: string,
  variables: Record<string, unknown>,
): AsyncGenerator<unknown> {
  const response = await server.post({ query, variables }, { accept: "text/event-stream" });
  let text = "";
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const event = text.slice(0, end);
      text = text.slice(end + 2);
      if (event.startsWith("event: complete")) return;
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (data) yield JSON.parse(data);
    }
  }
}
