import type { Socket } from "node:net";
import { Connection, type ConnectionOptions } from "./connection.ts";
import type { AcceptedConnection, ConnectionFilter, Welcome } from "./contract.ts";

export interface ConnectionsOptions
  extends Pick<ConnectionOptions, "onPayload" | "onBroken" | "onClose"> {
  readonly welcome: (accepted: AcceptedConnection) => Welcome;
}

/** The open connections of a server. */
export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #open = new Set<Connection>();
  #count = 0;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  accept(socket: Socket, dcId: number | null, secret: Buffer | null): void {
    this.#count += 1;
    const id = this.#count;
    const welcome = this.#options.welcome({ connectionId: id, dcId });
    if (welcome === "refuse") return void socket.resetAndDestroy();
    const error = typeof welcome === "object" ? welcome.transportError : null;
    const connection = new Connection({
      id,
      socket,
      dcId,
      secret,
      onPayload: (from, payload) => {
        if (error === null) this.#options.onPayload(from, payload);
        else from.sendError(error);
      },
      onBroken: this.#options.onBroken,
      onClose: (closed) => {
        this.#open.delete(closed);
        this.#options.onClose(closed);
      },
    });
    this.#open.add(connection);
    if (welcome === "halfOpen") connection.freeze();
  }

  find({ dcId, authKeyId, connectionId }: ConnectionFilter = {}): Connection[] {
    return [...this.#open].filter(
      (each) =>
        (dcId === undefined || each.dcId === dcId) &&
        (authKeyId === undefined || each.authKeyId === authKeyId) &&
        (connectionId === undefined || each.id === connectionId),
    );
  }
}
