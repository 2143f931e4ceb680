import type { ActionContext } from "./action-context.ts";
import { Api, type Long } from "./library.ts";
import { readPeer } from "./normalise-peer.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * Service messages about payments, gifts and prizes, in the words of exports. Where those print a
 * price with its currency's sign in the language of the machine, there are `amount` and `currency`.
 */
export function readMoneyAction(
  action: Api.TypeMessageAction,
  { mentioned, replyTo }: ActionContext,
): readonly [type: string, fields?: Fields] | null {
  switch (action.className) {
    case "MessageActionPaymentSent":
      return [
        "send_payment",
        {
          amount: toNumber(action.totalAmount),
          currency: action.currency,
          invoice_message_id: replyTo,
          recurring: action.recurringUsed ? "used" : action.recurringInit ? "init" : null,
        },
      ];
    case "MessageActionPaymentRefunded": {
      const peer = readPeer(action.peer);
      return [
        "refunded_payment",
        {
          amount: toNumber(action.totalAmount),
          currency: action.currency,
          peer_name: mentioned.nameOf(peer),
          peer_id: peer,
          charge_id: action.charge.id,
        },
      ];
    }
    case "MessageActionGiftPremium":
      return ["send_premium_gift", { ...priceOf(action), months: action.months || null }];
    case "MessageActionGiftStars":
      return [
        "send_stars_gift",
        { ...priceOf(action), amount_whole: toNumber(action.stars), amount_nano: 0 },
      ];
    case "MessageActionGiftCode":
      return [
        "gift_code_prize",
        {
          gift_code: action.slug,
          boost_peer_id: readPeer(action.boostPeer),
          months: action.months,
          unclaimed: action.unclaimed === true,
          via_giveaway: action.viaGiveaway === true,
        },
      ];
    case "MessageActionGiveawayLaunch":
      return ["giveaway_launch"];
    case "MessageActionGiveawayResults":
      return [
        "giveaway_results",
        {
          winners: action.winnersCount,
          unclaimed: action.unclaimedCount,
          stars: action.stars === true,
        },
      ];
    case "MessageActionBoostApply":
      return ["boost_apply", { boosts: action.boosts }];
    case "MessageActionPrizeStars": {
      const peer = readPeer(action.boostPeer);
      return [
        "stars_prize",
        {
          boost_peer_id: peer,
          boost_peer_name: mentioned.nameOf(peer),
          stars: toNumber(action.stars),
          is_unclaimed: action.unclaimed === true,
          giveaway_msg_id: action.giveawayMsgId,
          transaction_id: action.transactionId,
        },
      ];
    }
    case "MessageActionStarGift":
      return [
        "send_star_gift",
        {
          ...readGift(action.gift),
          is_anonymous: action.nameHidden === true,
          gift_text: action.message?.text,
        },
      ];
    case "MessageActionStarGiftUnique":
      return ["send_star_gift", { ...readGift(action.gift), is_anonymous: false }];
    default:
      return null;
  }
}

function readGift(gift: Api.TypeStarGift): Fields {
  const isUnique = !(gift instanceof Api.StarGift);
  return {
    gift_id: toNumber(gift.id),
    stars: isUnique ? 0 : toNumber(gift.stars),
    is_limited: !isUnique && gift.limited === true,
  };
}

function priceOf({ amount, currency }: { amount: Long; currency: string }): Fields {
  return { amount: toNumber(amount), currency };
}

function toNumber(value: Long): number {
  return Number(value.toString());
}
