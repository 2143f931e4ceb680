/** What committed pages changed, all together. */
export interface CommitSums {
  /** Ids that were gaps before and are none now. */
  readonly idsExamined: number;
  readonly messagesAdded: number;
  readonly messagesAlreadyPresent: number;
  readonly revisionsAdded: number;
  readonly quarantined: number;
  /** Ids examined that hold nothing: deleted before anybody looked, or never given out. */
  readonly absent: number;
}

export const NOTHING_COMMITTED: CommitSums = {
  ...{ idsExamined: 0, messagesAdded: 0, messagesAlreadyPresent: 0, revisionsAdded: 0 },
  ...{ quarantined: 0, absent: 0 },
};
