import type { PeerRef, UnixSeconds } from "./chat.ts";
import type { Entity } from "./entity.ts";

export interface PhotoSize {
  /** The size's letter, as a file location names it. */
  readonly type: string;
  readonly width: number;
  readonly height: number;
  /** Bytes. */
  readonly bytes: number;
}

export interface Photo {
  readonly id: bigint;
  readonly dc: number;
  readonly date: UnixSeconds;
  /** Ascending; the last one is the original. */
  readonly sizes: readonly PhotoSize[];
}

export type DocumentRole =
  | "file"
  | "video"
  | "round"
  | "gif"
  | "voice"
  | "audio"
  | "sticker"
  | "customEmoji";

export interface Document {
  readonly id: bigint;
  readonly dc: number;
  readonly date: UnixSeconds;
  readonly role: DocumentRole;
  readonly mime: string;
  /** Bytes; beyond 2^31 for the largest. */
  readonly size: number;
  /** As the sender named it: never to be trusted as a path. */
  readonly name?: string;
  readonly width?: number;
  readonly height?: number;
  readonly seconds?: number;
  readonly title?: string;
  readonly performer?: string;
  readonly emoji?: string;
  readonly thumb?: PhotoSize;
}

export interface Place {
  readonly latitude: number;
  readonly longitude: number;
  readonly accuracy?: number;
}

export interface PollAnswer {
  readonly text: string;
  readonly voters: number;
  readonly correct?: boolean;
}

export type Media =
  | { readonly kind: "photo"; readonly photo: Photo; readonly spoiler?: boolean }
  | { readonly kind: "expiredPhoto"; readonly ttlSeconds: number }
  | { readonly kind: "document"; readonly document: Document; readonly spoiler?: boolean }
  | { readonly kind: "geo"; readonly place: Place }
  | { readonly kind: "geoLive"; readonly place: Place; readonly period: number }
  | {
      readonly kind: "venue";
      readonly place: Place;
      readonly title: string;
      readonly address: string;
    }
  | {
      readonly kind: "contact";
      readonly phone: string;
      readonly firstName: string;
      readonly lastName: string;
      readonly vcard: string;
      readonly user: number;
    }
  | {
      readonly kind: "poll";
      readonly id: bigint;
      readonly question: string;
      readonly questionEntities: readonly Entity[];
      readonly answers: readonly PollAnswer[];
      readonly quiz?: boolean;
      readonly multiple?: boolean;
      readonly closed?: boolean;
      readonly solution?: string;
    }
  | { readonly kind: "dice"; readonly emoji: string; readonly value: number }
  | { readonly kind: "game"; readonly id: bigint; readonly title: string; readonly photo: Photo }
  | {
      readonly kind: "webPage";
      readonly id: bigint;
      readonly url: string;
      readonly site: string;
      readonly title: string;
      readonly description: string;
      readonly photo?: Photo;
    }
  | { readonly kind: "webPagePending"; readonly id: bigint; readonly url: string }
  | {
      readonly kind: "invoice";
      readonly title: string;
      readonly description: string;
      readonly currency: string;
      readonly amount: bigint;
    }
  | { readonly kind: "story"; readonly peer: PeerRef; readonly id: number }
  | {
      readonly kind: "giveaway";
      readonly channels: readonly number[];
      readonly quantity: number;
      readonly until: UnixSeconds;
    }
  | {
      readonly kind: "paid";
      readonly stars: bigint;
      readonly width: number;
      readonly height: number;
    }
  | { readonly kind: "unsupported" };

/** The files of a piece of media: what upload.getFile can be asked for. */
export function mediaFiles(media: Media | undefined): readonly (Photo | Document)[] {
  switch (media?.kind) {
    case "photo":
    case "game":
      return [media.photo];
    case "document":
      return [media.document];
    case "webPage":
      return media.photo === undefined ? [] : [media.photo];
    default:
      return [];
  }
}
