import { markPeer } from "../../packages/core/src/domain/ids.ts";
import { messageSourceContract } from "../contracts/message-source.ts";
import { startSimulator } from "../simulator/simulator.ts";
import { existingIds, trueMessage } from "../simulator/world/oracle.ts";
import { connect } from "./telegram-fixture.ts";

/** Anna's chats in the tiny world: the pinned one, the newest first, the archived one. */
const DIALOGS = [
  ...["news", "family", "pen", "forum", "quay", "secret", "poison", "locked", "letters"],
  ...["letters_talk", "holes"],
];

messageSourceContract("Telegram", async () => {
  const simulator = await startSimulator();
  const { world } = simulator;
  const source = await connect(simulator);
  const ids = existingIds(world, "holes");
  const idOf = (key: string) => {
    const { kind, id } = world.chat(key).peer;
    return markPeer(kind, id);
  };
  return {
    source,
    channel: {
      reference: { type: "username", username: "mirsad_news" },
      id: markPeer("channel", world.chat("holes").id),
      ids,
      missing: 25,
      text: (id) => trueMessage(world, "holes", id).versions[0]?.text ?? "",
    },
    nobody: { type: "username", username: "no_such_channel" },
    dialogs: DIALOGS.map(idOf),
    [Symbol.asyncDispose]: async () => {
      await source[Symbol.asyncDispose]();
      await simulator.close();
    },
  };
});
