import { once } from "node:events";
import { connect, type Socket } from "node:net";

const END_OF_HEAD = "\r\n\r\n";

/**
 * One connection to the API that is kept open, one request at a time. It shares its process with
 * the server that is measured, so it does next to nothing: Node's own client takes a third of the
 * time that the server does.
 */
export class HttpConnection implements Disposable {
  readonly #socket: Socket;
  readonly #head: string;

  private constructor(socket: Socket, port: number, token: string) {
    this.#socket = socket;
    this.#head =
      `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${token}\r\n` +
      "content-type: application/json\r\ncontent-length: ";
  }

  static async open(port: number, token: string): Promise<HttpConnection> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    return new HttpConnection(socket, port, token);
  }

  /** Answers the body of the response, whose length must be told. */
  post(body: string): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const chunks: Buffer[] = [];
    let missing: number | null = null;
    const read = (chunk: Buffer) => {
      if (missing === null) {
        const end = chunk.indexOf(END_OF_HEAD);
        const length = /content-length: (\d+)/i.exec(chunk.toString("latin1", 0, Math.max(0, end)));
        if (!length) return reject(new Error("The API's answer does not tell its length."));
        missing = Number(length[1]);
        chunk = chunk.subarray(end + END_OF_HEAD.length);
      }
      missing -= chunk.length;
      chunks.push(chunk);
      if (missing > 0) return;
      this.#socket.off("data", read);
      resolve(Buffer.concat(chunks).toString());
    };
    this.#socket.on("data", read);
    this.#socket.write(`${this.#head}${Buffer.byteLength(body)}${END_OF_HEAD}${body}`);
    return promise;
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}
