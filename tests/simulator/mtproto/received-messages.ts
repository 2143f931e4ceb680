/** Whether a message's seqno has to be odd: content-related messages' is, acks' and containers' not. */
export type Parity = "odd" | "even" | "any";

/**
 * A code of bad_msg_notification: 20 too old to know, 32 seqno too low, 33 too high, 34 odd where
 * even belongs, 35 even where odd belongs.
 *
 * @see https://core.telegram.org/mtproto/service_messages_about_messages
 */
export type SequenceFault = 20 | 32 | 33 | 34 | 35;

interface Received {
  readonly seqNo: number;
  readonly parity: Parity;
}

const KEPT = 1024;

/** The client's messages of one session: which came, and whether another one may. */
export class ReceivedMessages {
  readonly #kept = new Map<bigint, Received>();
  #highestId = 0n;
  #highestSeqNo = -1;
  /** Below it nothing is known any more. */
  #forgottenBelow = 0n;

  has(messageId: bigint): boolean {
    return this.#kept.has(messageId);
  }

  /** null for a message that may be recorded. */
  judge(messageId: bigint, seqNo: number, parity: Parity): SequenceFault | null {
    if (messageId < this.#forgottenBelow) return 20;
    if (parity === "even" && seqNo % 2 !== 0) return 34;
    if (parity === "odd" && seqNo % 2 === 0) return 35;
    if (messageId > this.#highestId) return isBelow(seqNo, this.#highestSeqNo) ? 32 : null;
    for (const [otherId, other] of this.#kept) {
      if (otherId < messageId && isBelow(seqNo, other.seqNo)) return 32;
      if (otherId > messageId && isBelow(other.seqNo, seqNo)) return 33;
    }
    return null;
  }

  record(messageId: bigint, seqNo: number, parity: Parity): void {
    this.#kept.set(messageId, { seqNo, parity });
    if (messageId > this.#highestId) this.#highestId = messageId;
    if (seqNo > this.#highestSeqNo) this.#highestSeqNo = seqNo;
    if (this.#kept.size <= KEPT) return;
    const [oldest] = this.#kept.keys();
    this.#kept.delete(oldest!);
    if (oldest! > this.#forgottenBelow) this.#forgottenBelow = oldest!;
  }

  /** Treats the message as if it never came. */
  forget(messageId: bigint): void {
    this.#kept.delete(messageId);
  }

  /** The lowest three bits of msgs_state_info: 1 forgotten, 2 and 3 not received, 4 received. */
  stateOf(messageId: bigint): number {
    const received = this.#kept.get(messageId);
    if (received) return received.parity === "even" ? 4 + 16 : 4;
    if (messageId < this.#forgottenBelow) return 1;
    return messageId > this.#highestId ? 3 : 2;
  }
}

/** Whether a message with this seqno cannot follow one with the other. */
function isBelow(seqNo: number, earlier: number): boolean {
  return seqNo < earlier || (seqNo === earlier && earlier % 2 === 1);
}
