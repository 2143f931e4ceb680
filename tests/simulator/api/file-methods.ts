import type { TlObject } from "../tl/value.ts";
import { fileBytes } from "../world/file-bytes.ts";
import { type FoundFile, findFile } from "../world/find-file.ts";
import type { MemberHandler } from "./api-state.ts";
import { fileHash } from "./file-object.ts";
import { Params } from "./params.ts";
import { badRequest, seeOther } from "./rpc-failure.ts";
import type { View } from "./view.ts";

const MEBIBYTE = 1_048_576;
const KINDS: Readonly<Record<string, string>> = {
  "image/jpeg": "storage.fileJpeg",
  "image/png": "storage.filePng",
  "image/webp": "storage.fileWebp",
  "application/pdf": "storage.filePdf",
  "video/mp4": "storage.fileMp4",
  "audio/mpeg": "storage.fileMp3",
};

/** Downloading (https://core.telegram.org/api/files). */
export const fileMethods: Readonly<Record<string, MemberHandler>> = {
  "upload.getFile": ({ view, params, call }) => {
    const file = locate(view, params.object("location"));
    if (file.dc !== call.dcId) throw seeOther("FILE", file.dc);
    const offset = params.long("offset");
    const limit = params.int("limit");
    checkRange(offset, limit, params.flag("precise"));
    return {
      _: "upload.file",
      type: { _: KINDS[file.mime] ?? "storage.filePartial" },
      mtime: 0,
      bytes: offset >= BigInt(file.size) ? Buffer.alloc(0) : fileBytes(file, Number(offset), limit),
    };
  },
};

function locate(view: View, location: TlObject): FoundFile {
  const fields = new Params(location);
  if (location._ === "inputPeerPhotoFileLocation") {
    const thumb = fields.flag("big") ? "c" : "a";
    return found(view, fields.long("photo_id"), thumb);
  }
  const known = ["inputDocumentFileLocation", "inputPhotoFileLocation"];
  if (!known.includes(location._)) throw badRequest("LOCATION_INVALID");
  const id = fields.long("id");
  const file = found(view, id, fields.text("thumb_size"));
  if (fields.long("access_hash") !== fileHash(view.world.seed, id)) {
    throw badRequest("FILE_ID_INVALID");
  }
  const verdict = view.references.judge(view.account, id, fields.bytes("file_reference"));
  if (verdict !== "good") throw badRequest(`FILE_REFERENCE_${verdict.toUpperCase()}`);
  return file;
}

function found(view: View, id: bigint, thumb: string): FoundFile {
  const file = findFile(view.world, id, thumb);
  if (file === null) throw badRequest("LOCATION_INVALID");
  return file;
}

/** Parts start and end at whole kibibytes and never reach over a mebibyte's border. */
function checkRange(offset: bigint, limit: number, precise: boolean): void {
  const unit = precise ? 1024 : 4096;
  if (offset < 0n || offset % BigInt(unit) !== 0n) throw badRequest("OFFSET_INVALID");
  const divides = precise ? limit <= MEBIBYTE : MEBIBYTE % limit === 0;
  if (limit <= 0 || limit % unit !== 0 || !divides) throw badRequest("LIMIT_INVALID");
  const last = offset + BigInt(limit) - 1n;
  if (offset / BigInt(MEBIBYTE) !== last / BigInt(MEBIBYTE)) throw badRequest("LIMIT_INVALID");
}
