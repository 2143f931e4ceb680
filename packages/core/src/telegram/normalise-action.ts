import type { ServiceAction } from "../domain/message.ts";
import type { ActionContext } from "./action-context.ts";
import { Api, type Long } from "./library.ts";
import { readMoneyAction } from "./normalise-money-action.ts";
import { readPeer, tryMark } from "./normalise-peer.ts";
import { plainFields } from "./raw-json.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * What a service message reports, in the words of Telegram Desktop's exports (the names and fields
 * of its export_output_json.cpp), so that a message read from both has one content. Beside the names
 * of people there are their ids, which exports lack and which are no part of the content. An action
 * that exports do not know keeps Telegram's own name and fields.
 */
export function readAction(action: Api.TypeMessageAction, context: ActionContext): ServiceAction {
  const known = readKnown(action, context) ?? readMoneyAction(action, context);
  if (known === null) return { ...plainFields(action), type: ownName(action.className) };
  const [type, fields = {}] = known;
  return { type, ...withoutEmpty(fields) };
}

/** The picture that an action is about. */
export function photoOf(action: Api.TypeMessageAction): Api.TypePhoto | null {
  const hasOne =
    action instanceof Api.MessageActionChatEditPhoto ||
    action instanceof Api.MessageActionSuggestProfilePhoto;
  return hasOne ? action.photo : null;
}

function readKnown(
  action: Api.TypeMessageAction,
  { mentioned, replyTo }: ActionContext,
): readonly [type: string, fields?: Fields] | null {
  const people = (...ids: readonly Long[]): Fields => {
    const marked = ids.map((id) => tryMark("user", id));
    return { members: marked.map((id) => mentioned.nameOf(id)), member_ids: marked };
  };
  switch (action.className) {
    case "MessageActionChatCreate":
      return ["create_group", { title: action.title, ...people(...action.users) }];
    case "MessageActionChatEditTitle":
      return ["edit_group_title", { title: action.title }];
    case "MessageActionChatEditPhoto":
      return ["edit_group_photo"];
    case "MessageActionChatDeletePhoto":
      return ["delete_group_photo"];
    case "MessageActionChatAddUser":
      return ["invite_members", people(...action.users)];
    case "MessageActionChatDeleteUser":
      return ["remove_members", people(action.userId)];
    case "MessageActionChatJoinedByLink": {
      const inviter = tryMark("user", action.inviterId);
      return ["join_group_by_link", { inviter: mentioned.nameOf(inviter), inviter_id: inviter }];
    }
    case "MessageActionChatJoinedByRequest":
      return ["join_group_by_request"];
    case "MessageActionChannelCreate":
      return ["create_channel", { title: action.title }];
    case "MessageActionChatMigrateTo":
      return ["migrate_to_supergroup"];
    case "MessageActionChannelMigrateFrom":
      return ["migrate_from_group", { title: action.title }];
    case "MessageActionPinMessage":
      return ["pin_message", { message_id: replyTo }];
    case "MessageActionHistoryClear":
      return ["clear_history"];
    case "MessageActionGameScore":
      return ["score_in_game", { game_message_id: replyTo, score: action.score }];
    case "MessageActionPhoneCall":
      return ["phone_call", readCall(action)];
    case "MessageActionScreenshotTaken":
      return ["take_screenshot"];
    case "MessageActionCustomAction":
      return ["custom_action", { information_text: action.message }];
    case "MessageActionBotAllowed":
      return readBotAllowed(action);
    case "MessageActionSecureValuesSent":
      return ["send_passport_values", { values: action.types.map(readSecureType) }];
    case "MessageActionContactSignUp":
      return ["joined_telegram"];
    case "MessageActionGeoProximityReached":
      return ["proximity_reached", { distance: action.distance }];
    case "MessageActionGroupCall":
      return ["group_call", { duration: action.duration || null }];
    case "MessageActionInviteToGroupCall":
      return ["invite_to_group_call", people(...action.users)];
    case "MessageActionGroupCallScheduled":
      return ["group_call_scheduled", { schedule_date: action.scheduleDate }];
    case "MessageActionSetMessagesTTL":
      return ["set_messages_ttl", { period: action.period }];
    case "MessageActionSetChatTheme":
      return ["edit_chat_theme", { emoticon: action.emoticon }];
    case "MessageActionWebViewDataSent":
      return ["send_webview_data", { text: action.text }];
    case "MessageActionTopicCreate":
      return ["topic_created", { title: action.title }];
    case "MessageActionTopicEdit":
      return [
        "topic_edit",
        {
          new_title: action.title,
          new_icon_emoji_id:
            action.iconEmojiId == null ? null : Number(action.iconEmojiId.toString()),
          is_closed: action.closed,
          is_hidden: action.hidden,
        },
      ];
    case "MessageActionSuggestProfilePhoto":
      return ["suggest_profile_photo"];
    case "MessageActionRequestedPeer":
      return [
        "requested_peer",
        { button_id: action.buttonId, peers: action.peers.map((peer) => readPeer(peer)) },
      ];
    case "MessageActionSetChatWallPaper":
      return [
        action.same ? "set_same_chat_wallpaper" : "set_chat_wallpaper",
        { message_id: replyTo },
      ];
    default:
      return null;
  }
}

function readCall({ duration, reason }: Api.MessageActionPhoneCall): Fields {
  const reasons: ReadonlyMap<string | undefined, string> = new Map([
    ["PhoneCallDiscardReasonBusy", "busy"],
    ["PhoneCallDiscardReasonDisconnect", "disconnect"],
    ["PhoneCallDiscardReasonHangup", "hangup"],
    ["PhoneCallDiscardReasonMissed", "missed"],
  ]);
  return { duration_seconds: duration || null, discard_reason: reasons.get(reason?.className) };
}

function readBotAllowed(action: Api.MessageActionBotAllowed): readonly [string, Fields?] {
  if (action.attachMenu) return ["attach_menu_bot_allowed"];
  if (action.fromRequest) return ["web_app_bot_allowed"];
  if (action.app instanceof Api.BotApp) {
    const { id, title } = action.app;
    return [
      "allow_sending_messages",
      { reason_app_id: Number(id.toString()), reason_app_name: title },
    ];
  }
  return ["allow_sending_messages", { reason_domain: action.domain }];
}

/** `SecureValueTypeUtilityBill` becomes `utility_bill`; four have names of their own in exports. */
function readSecureType(type: Api.TypeSecureValueType): string {
  const own: ReadonlyMap<string, string> = new Map([
    ["SecureValueTypeAddress", "address_information"],
    ["SecureValueTypePhone", "phone_number"],
  ]);
  return own.get(type.className) ?? snakeCase(type.className.replace("SecureValueType", ""));
}

/** Exports leave out texts that are empty and what there is not. */
function withoutEmpty(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== "" && value != null),
  );
}

function ownName(className: string): string {
  return snakeCase(className.replace("MessageAction", "")) || "empty";
}

function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toLowerCase();
}
