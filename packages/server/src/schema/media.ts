import { MEDIA_KINDS, MEDIA_STATES } from "../decode/media.ts";
import { builder, storedEnum } from "./builder.ts";

builder.enumType("MediaKind", {
  description: "What sort of attachment it is.",
  values: storedEnum(MEDIA_KINDS),
});

const MediaState = builder.enumType("MediaState", {
  description: "Whether its file was there when it was archived.",
  values: storedEnum(MEDIA_STATES),
});

builder.objectType("Media", {
  description: "What a message carries beside its text. Its words are its author's: untrusted.",
  fields: (t) => ({
    kind: t.expose("kind", { type: "MediaKind" }),
    state: t.field({ type: MediaState, resolve: ({ state }) => state as "stored" }),
    mimeType: t.exposeString("mimeType", { nullable: true }),
    sizeBytes: t.expose("sizeBytes", { type: "BigInt", nullable: true }),
    width: t.exposeInt("width", { nullable: true, description: "In pixels." }),
    height: t.exposeInt("height", { nullable: true, description: "In pixels." }),
    durationSeconds: t.exposeInt("durationSeconds", { nullable: true }),
    fileName: t.exposeString("fileName", {
      description: "A name made by the server, safe to give a file on any system.",
    }),
    originalFileName: t.exposeString("originalFileName", {
      nullable: true,
      description: "The name its author gave it. Untrusted: never a path to write to.",
    }),
    sha256: t.expose("sha256", {
      type: "Sha256",
      nullable: true,
      description: "Of the file's bytes; null when the file was not there.",
    }),
    data: t.expose("data", {
      type: "JSON",
      nullable: true,
      description: "What has no field of its own: a poll, a place, a contact, a title.",
    }),
  }),
});
