import { constants, gzipSync } from "node:zlib";
import { ByteWriter } from "../tl/byte-writer.ts";
import { encodeObject, encodeResult } from "../tl/encode.ts";
import type { Schema } from "../tl/schema.ts";
import type { TlObject } from "../tl/value.ts";
import type { Answer } from "./contract.ts";
import { GZIP_PACKED, protocolSchema, RPC_RESULT } from "./protocol-schema.ts";

/** In no schema there ever was. */
const UNKNOWN_CONSTRUCTOR = 0x7e_1e_5c_0e;

/** `rpc_result`: the answer to a request with its bytes. */
export function rpcResult(requestId: bigint, content: Buffer): Buffer {
  const head = Buffer.allocUnsafe(12);
  head.writeUInt32LE(RPC_RESULT, 0);
  head.writeBigInt64LE(requestId, 4);
  return Buffer.concat([head, content]);
}

export function rpcError(code: number, message: string): Buffer {
  return encodeObject(protocolSchema, {
    _: "rpc_error",
    error_code: code,
    error_message: message,
  });
}

/**
 * What stands in an rpc_result.
 *
 * @throws {TlEncodeError} for a value that is not what the method returns.
 */
export function answerBytes(
  schema: Schema,
  request: TlObject,
  answer: Exclude<Answer, { readonly type: "silence" }>,
  gzipAboveBytes: number,
): Buffer {
  switch (answer.type) {
    case "raw":
      return answer.bytes;
    case "error":
      return rpcError(answer.code, answer.message);
    case "unknownConstructor": {
      const bytes = Buffer.alloc(16);
      bytes.writeUInt32LE(UNKNOWN_CONSTRUCTOR, 0);
      return bytes;
    }
    case "result": {
      const plain = encodeResult(schema, request, answer.value);
      if (answer.gzip === true) return gzipPacked(plain);
      return answer.gzip === false ? plain : gzippedIfSmaller(plain, gzipAboveBytes);
    }
  }
}

/** gzip_packed where that saves something. */
export function gzippedIfSmaller(plain: Buffer, aboveBytes: number): Buffer {
  if (plain.length < aboveBytes) return plain;
  const packed = gzipPacked(plain);
  return packed.length < plain.length ? packed : plain;
}

function gzipPacked(plain: Buffer): Buffer {
  const writer = new ByteWriter(plain.length + 64);
  writer.int(GZIP_PACKED);
  writer.bytes(gzipSync(plain, { level: constants.Z_BEST_SPEED }));
  return writer.toBuffer();
}
