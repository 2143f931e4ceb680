import { plural } from "../format/number.ts";
import { type SafeText, type SafeTextMode, safeText, text } from "../format/safe-text.ts";

/** A poll as an export holds it: what was asked, and the answers with their votes. */
export interface Poll {
  readonly question: SafeText;
  readonly answers: readonly SafeText[];
  /** Whether it was closed, and how many had voted. */
  readonly standing: SafeText;
}

/** Reads the data of a medium; null when it is no poll. */
export function readPoll(data: unknown, mode: SafeTextMode = "inline"): Poll | null {
  if (!isRecord(data) || typeof data["question"] !== "string") return null;
  const answers = Array.isArray(data["answers"]) ? (data["answers"] as readonly unknown[]) : [];
  const voters = data["total_voters"];
  return {
    question: safeText(data["question"], { mode }),
    answers: answers.filter(isRecord).map((answer) => {
      const words = typeof answer["text"] === "string" ? answer["text"] : "";
      const votes = answer["voters"];
      const suffix = typeof votes === "number" ? text` (${plural(votes, "vote")})` : text``;
      const chosen = answer["chosen"] === true ? text`, chosen` : text``;
      return text`${safeText(words, { mode })}${suffix}${chosen}`;
    }),
    standing: [
      ...(data["closed"] === true ? [text`closed`] : []),
      ...(typeof voters === "number" ? [text`${plural(voters, "voter")}`] : []),
    ].join(", ") as SafeText,
  };
}

/** The poll as it is read: question, answers, standing; no lines for other media. */
export function pollLines(data: unknown, mode: SafeTextMode): SafeText[] {
  const poll = readPoll(data, mode);
  if (poll === null) return [];
  const standing = poll.standing === "" ? text`` : text` (${poll.standing})`;
  return [
    text`Poll: ${poll.question}${standing}`,
    ...poll.answers.map((answer) => text`  - ${answer}`),
  ];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
