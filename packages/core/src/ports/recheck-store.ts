import type { ChannelId, MessageId } from "../domain/ids.ts";
import type { ObservedMessage } from "../domain/message.ts";

/** Which messages are due to be looked at again, and what was counted at them over time. */
export interface RecheckStore {
  /**
   * Messages whose age has passed one of the steps (milliseconds, ascending) since they were last
   * seen, the newest first; at most `limit`. None that are older than the last step by a day, and
   * none that are gone or excepted. By the database's clock, which also says when a message was last seen.
   */
  due(
    channelId: ChannelId,
    steps: readonly number[],
    limit: number,
    except: readonly MessageId[],
  ): Promise<MessageId[]>;
  /** Appends what is counted at archived messages now; those without any counter are left out. */
  sample(channelId: ChannelId, messages: readonly ObservedMessage[]): Promise<void>;
}
