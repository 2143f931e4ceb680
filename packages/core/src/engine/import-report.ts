import type { ImportReport, QuarantineReason } from "../domain/job.ts";
import type { Quarantined } from "../domain/message.ts";
import type { CommitResult } from "../domain/page.ts";

const MAX_REASONS = 20;
const MAX_WARNINGS = 100;

/** Adds up what an import does; its size does not grow with the import's. */
export class ReportBuilder {
  readonly #channels = new Set<number>();
  readonly #reasons = new Map<string, QuarantineReason>();
  readonly #warnings: string[] = [];
  #droppedWarnings = 0;
  #added = 0;
  #unchanged = 0;
  #versions = 0;
  #files = 0;
  #quarantined = 0;

  /** Messages looked at and committed. */
  get messages(): number {
    return this.#added + this.#unchanged + this.#versions;
  }

  addChannel(id: number): void {
    this.#channels.add(id);
  }

  /** A warning that was given before, for another part of the same chat, is not repeated. */
  addWarning(message: string): void {
    if (this.#warnings.includes(message)) return;
    if (this.#warnings.length < MAX_WARNINGS) this.#warnings.push(message);
    else this.#droppedWarnings++;
  }

  addResult(result: CommitResult): void {
    this.#added += result.added;
    this.#unchanged += result.unchanged;
    this.#versions += result.newVersions;
    this.#files += result.filesRecorded;
    for (const item of result.quarantined) this.#addQuarantined(item);
  }

  #addQuarantined({ reason, location }: Quarantined): void {
    this.#quarantined++;
    const isListed = this.#reasons.has(reason) || this.#reasons.size < MAX_REASONS;
    const key = isListed ? reason : "other reasons; see the quarantine";
    const known = this.#reasons.get(key) ?? { reason: key, count: 0, example: location };
    this.#reasons.set(key, { ...known, count: known.count + 1 });
  }

  build(): ImportReport {
    const more = `and ${this.#droppedWarnings} more warnings`;
    return {
      channels: this.#channels.size,
      messagesAdded: this.#added,
      messagesAlreadyPresent: this.#unchanged,
      revisionsAdded: this.#versions,
      filesRecorded: this.#files,
      quarantined: this.#quarantined,
      quarantineReasons: [...this.#reasons.values()].sort((a, b) => b.count - a.count),
      warnings: this.#droppedWarnings > 0 ? [...this.#warnings, more] : this.#warnings,
    };
  }
}
