import { incompleteChannels } from "../loading/coverage.ts";
import type { SearchResultShape } from "../loading/search.ts";
import { searchPage } from "../loading/search.ts";
import { pageCost, pageRequest } from "../paging/page-request.ts";
import type { SearchHitShape } from "../shapes.ts";
import { builder, rowsOf } from "./builder.ts";

/** Most runs that one hit names: a megabyte of one letter would answer as many objects. */
const MAX_HIGHLIGHTS = 1_000;

const TextQuery = builder.inputType("TextQuery", {
  description: "What the text must hold.",
  isOneOf: true,
  fields: (t) => ({
    words: t.string({ description: 'Words, "phrases" and -exclusions.' }),
    literal: t.string({ description: "This very run of characters." }),
  }),
});

const MessageFilter = builder.inputType("MessageFilter", {
  description: "Which messages; what is left out does not matter.",
  fields: (t) => ({
    channels: t.idList(),
    isWholeTimeline: t.boolean({
      required: true,
      defaultValue: true,
      description:
        "Whether a supergroup in `channels` stands for the group that it was before, too.",
    }),
    senderIds: t.field({ type: ["BigInt"] }),
    postedAfter: t.field({ type: "DateTime" }),
    postedBefore: t.field({ type: "DateTime" }),
    hasMedia: t.boolean(),
    mediaKinds: t.field({ type: ["MediaKind"] }),
    isEdited: t.boolean(),
    isDeleted: t.boolean(),
    isForwarded: t.boolean(),
    isReply: t.boolean(),
  }),
});

const MessageOrder = builder.enumType("MessageOrder", {
  values: { POSTED_DESC: { value: "posted_desc" }, RELEVANCE: { value: "relevance" } } as const,
});

const Highlight = builder.objectRef<{ offset: number; length: number }>("Highlight").implement({
  description: "A run of the message's text that the search found, in code points.",
  fields: (t) => ({ offset: t.exposeInt("offset"), length: t.exposeInt("length") }),
});

const SearchEdge = builder.objectRef<SearchHitShape>("SearchEdge").implement({
  fields: (t) => ({
    cursor: t.exposeString("cursor"),
    node: t.field({ type: "Message", resolve: ({ node }) => node }),
    score: t.exposeFloat("score", {
      nullable: true,
      description: "Set when ordered by RELEVANCE.",
    }),
    highlights: t.field({
      type: [Highlight],
      description: `Where the text has it, ascending: the first ${MAX_HIGHLIGHTS} places.`,
      resolve: ({ node, highlight }) => highlight(node.text).slice(0, MAX_HIGHLIGHTS),
    }),
  }),
});

const SearchConnection = builder.objectRef<SearchResultShape>("SearchConnection").implement({
  fields: (t) => ({
    edges: t.field({
      type: [SearchEdge],
      complexity: { field: 0, multiplier: 1 },
      resolve: ({ edges }) => [...edges],
    }),
    pageInfo: t.field({ type: builder.pageInfoRef(), resolve: ({ pageInfo }) => pageInfo }),
    totalCount: t.field({
      type: "Count",
      complexity: 0,
      resolve: ({ totalCount }) => totalCount(),
    }),
    tookMilliseconds: t.exposeInt("tookMilliseconds"),
    pendingMessages: t.int({
      description: "Archived and not searchable yet: the answer may lack them.",
      resolve: (_result, _args, { archive }) => archive.pendingSearchMessages(),
    }),
    coverageWarnings: t.field({
      type: ["CoverageWarning"],
      description:
        "The searched channels that lack most, up to 100: what was never seen cannot be found.",
      resolve: ({ channelIds }, _args, context) => incompleteChannels(context, channelIds),
    }),
  }),
});

builder.queryField("searchMessages", (t) =>
  t.field({
    type: SearchConnection,
    description: "Messages whose text and circumstances fit.",
    args: {
      query: t.arg({ type: TextQuery }),
      filter: t.arg({ type: MessageFilter }),
      orderBy: t.arg({ type: MessageOrder }),
      first: t.arg.int(),
      after: t.arg.string(),
    },
    complexity: pageCost,
    resolve: (_root, args, context, info) =>
      searchPage(
        context,
        args,
        pageRequest(args),
        rowsOf(context, info, { channelId: true, id: true, text: true }),
      ),
  }),
);
