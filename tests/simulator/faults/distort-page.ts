import type { TlObject, TlValue } from "../tl/value.ts";
import { Random } from "../world/prng.ts";
import { amount } from "./fault-plan.ts";
import type { FaultEffect } from "./fault-rule.ts";

/** What an effect makes of an answer that holds messages; other answers stay as they are. */
export function distortPage(answer: TlValue, effect: FaultEffect, seed: number): TlValue {
  const messages = messagesOf(answer);
  if (messages === null) return answer;
  const changed = distorted(messages, effect, seed);
  return changed === null ? answer : { ...(answer as TlObject), messages: changed };
}

/** The messages of an answer; null when it holds none. */
export function messagesOf(answer: TlValue): readonly TlObject[] | null {
  if (typeof answer !== "object" || Array.isArray(answer) || Buffer.isBuffer(answer)) return null;
  const { messages } = answer as TlObject;
  return Array.isArray(messages) ? (messages as readonly TlObject[]) : null;
}

function distorted(
  messages: readonly TlObject[],
  effect: FaultEffect,
  seed: number,
): readonly TlObject[] | null {
  switch (effect.kind) {
    case "emptyPage":
      return [];
    case "shortPage": {
      const count = Math.min(amount(effect.count), messages.length);
      if (effect.drop === "newest") return messages.slice(count);
      if (effect.drop === "oldest") return messages.slice(0, messages.length - count);
      const start = Math.floor((messages.length - count) / 2);
      return [...messages.slice(0, start), ...messages.slice(start + count)];
    }
    case "duplicateMessages": {
      const count = amount(effect.count);
      return messages.flatMap((message, index) => (index < count ? [message, message] : [message]));
    }
    case "shuffle": {
      const random = new Random(seed, "shuffle", messages.length);
      const left = [...messages];
      return messages.flatMap(() => left.splice(random.below(left.length), 1));
    }
    default:
      return null;
  }
}
