import type { BackfillShape, QuarantineReasonShape, ReportShape } from "../decode/job.ts";
import { builder } from "./builder.ts";

const QuarantineReason = builder.objectRef<QuarantineReasonShape>("QuarantineReason").implement({
  fields: (t) => ({
    reason: t.exposeString("reason"),
    count: t.exposeInt("count"),
    example: t.exposeString("example", {
      description: "Where one of them is: in its file, or in its channel.",
    }),
  }),
});

/** What the reports of all kinds have. */
const ReportFacts = builder.interfaceRef<Omit<ReportShape, "channels">>("ArchiveReport").implement({
  description: "What a job changed in the archive, all its attempts together.",
  fields: (t) => ({
    messagesAdded: t.exposeInt("messagesAdded"),
    messagesAlreadyPresent: t.exposeInt("messagesAlreadyPresent"),
    revisionsAdded: t.exposeInt("revisionsAdded"),
    filesRecorded: t.exposeInt("filesRecorded"),
    quarantined: t.exposeInt("quarantined", {
      description: "What should have been a message and could not be stored as one.",
    }),
    quarantineReasons: t.field({
      type: [QuarantineReason],
      resolve: ({ quarantineReasons }) => [...quarantineReasons],
    }),
    warnings: t.stringList({ resolve: ({ warnings }) => [...warnings] }),
  }),
});

const ImportReport = builder.objectRef<ReportShape>("ImportReport").implement({
  description: "What an import changed.",
  interfaces: [ReportFacts],
  fields: (t) => ({ channels: t.exposeInt("channels") }),
});

const BackfillReport = builder.objectRef<BackfillShape>("BackfillReport").implement({
  description: "What came of fetching a channel.",
  interfaces: [ReportFacts],
  fields: (t) => ({
    idsExamined: t.exposeInt("idsExamined", {
      description: "Message ids that nobody had looked at before and are proven now.",
    }),
    absent: t.exposeInt("absent", {
      description: "Of them, those that hold nothing: deleted before, or never given out.",
    }),
    requests: t.exposeInt("requests", { description: "Pages asked of Telegram." }),
    waits: t.exposeInt("waits", { description: "How often it waited for Telegram." }),
    waitedSeconds: t.exposeInt("waitedSeconds"),
  }),
});

builder.unionType("JobResult", {
  types: [ImportReport, BackfillReport],
  resolveType: (report) => ("channels" in report ? "ImportReport" : "BackfillReport"),
});
