import { describe, expect, it } from "vitest";
import type { FoundChannel } from "../../packages/core/src/domain/target.ts";
import type { TargetStore } from "../../packages/core/src/ports/target-store.ts";

/** An empty store that knows the accounts 7 and 8. */
export interface TargetStoreUnderTest extends AsyncDisposable {
  readonly store: TargetStore;
}

export const FOUND_ID = -1_000_000_000_042;

/** A channel as account 7 is shown it. */
export function found(change: Partial<FoundChannel> = {}): FoundChannel {
  return {
    profile: {
      ...{ id: FOUND_ID, kind: "channel", title: "News", username: "news" },
      ...{ isPrivate: false, isIdFromTelegram: true },
    },
    access: { accountId: 7, channelId: FOUND_ID, accessHash: "-9223372036854775808" },
    ...{ topMessageId: 500, isProtected: false, linkedChannelId: null, migratedFrom: null },
    ...{ isForum: false, linkedAccess: null, migratedTo: null, about: null, photoId: null },
    ...{ isVerified: false, invite: null, ...change },
  };
}

/** What every target store promises. */
export function targetStoreContract(name: string, open: () => Promise<TargetStoreUnderTest>): void {
  describe(`${name} as a target store`, () => {
    it("keeps each account's own way to a channel, all 64 bits of it", async () => {
      await using test = await open();
      const other = { accountId: 8, channelId: FOUND_ID, accessHash: "9223372036854775807" };
      await test.store.saveFound(found());
      await test.store.saveFound(found({ access: other }));
      expect(await test.store.accessTo(FOUND_ID)).toEqual([other, found().access]);
      expect(await test.store.accessTo(-1)).toEqual([]);
    });

    it("answers the way that was confirmed last first", async () => {
      await using test = await open();
      const other = { accountId: 8, channelId: FOUND_ID, accessHash: null };
      await test.store.saveFound(found());
      await test.store.saveFound(found({ access: other }));
      const renewed = { ...found().access, accessHash: "5" };
      await test.store.saveFound(found({ access: renewed }));
      expect(await test.store.accessTo(FOUND_ID)).toEqual([renewed, other]);
    });
  });
}
