import { createFakeServer, type FakeServer } from "./fake-server.ts";

/** A fake server with two channels and two messages of the first. */
export function filled(): FakeServer {
  const server = createFakeServer();
  server.channels.push(
    { id: "c1", title: "Рыбарь", username: "rybar", messageCount: 1_204_377 },
    {
      id: "c2",
      title: "Local news",
      username: null,
      messageCount: 3_318,
      coveredIds: 500,
      missingIds: 500,
    },
  );
  server.messages.push(
    {
      id: "m1",
      messageId: 58_213,
      channelId: "c1",
      text: "Grad strike on Kharkiv, three impacts confirmed.",
      olderTexts: ["Grad strike on Kharkiv, five impacts confirmed."],
      media: [{ kind: "PHOTO", fileName: "photo_1.jpg" }],
    },
    {
      id: "m2",
      messageId: 58_190,
      channelId: "c1",
      text: "Kharkiv: first reports",
      isDeleted: true,
    },
  );
  return server;
}
