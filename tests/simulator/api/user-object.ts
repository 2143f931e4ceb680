import type { TlObject } from "../tl/value.ts";
import { person, personIndex } from "../world/person.ts";
import { userPhoto } from "../world/profile-photo.ts";
import { strippedThumb } from "./file-object.ts";
import { accessHashOf, type View } from "./view.ts";

/** Any user as the account sees them; `userEmpty` for ids that are nobody's. */
export function userObject(view: View, id: number): TlObject {
  const { world } = view;
  const access_hash = accessHashOf(view, { kind: "user", id });
  const account = world.accounts.find((one) => one.userId === id);
  if (account !== undefined) {
    const { firstName, lastName, username, phone, premium } = account.spec;
    const self = account === view.account;
    return {
      _: "user",
      self,
      premium,
      id: BigInt(id),
      access_hash,
      first_name: firstName,
      last_name: lastName,
      username,
      phone: self ? phone : undefined,
      status: { _: "userStatusRecently" },
    };
  }
  const index = personIndex(id);
  if (index === null) return { _: "userEmpty", id: BigInt(id) };
  const someone = person(world.seed, index);
  if (someone.deleted === true) return { _: "user", deleted: true, id: BigInt(id), access_hash };
  return {
    _: "user",
    bot: someone.bot,
    premium: someone.premium,
    verified: someone.verified,
    id: BigInt(id),
    access_hash,
    first_name: someone.firstName,
    last_name: someone.lastName,
    username: someone.username,
    photo: someone.hasPhoto === true ? profilePhotoObject(view, index) : undefined,
    bot_info_version: someone.bot === true ? 1 : undefined,
  };
}

function profilePhotoObject(view: View, index: number): TlObject {
  const { id, dc } = userPhoto(view.world, index);
  return { _: "userProfilePhoto", photo_id: id, stripped_thumb: strippedThumb(id), dc_id: dc };
}
