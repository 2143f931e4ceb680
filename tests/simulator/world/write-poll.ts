import type { Media, PollAnswer } from "./media.ts";
import type { Language } from "./phrases/all-phrasebooks.ts";
import type { Random } from "./prng.ts";
import { headline, sentence } from "./write-text.ts";

/** A poll with two to ten answers, or a quiz with one right answer. */
export function writePoll(random: Random, language: Language, id: bigint, quiz: boolean): Media {
  const count = random.between(2, 10);
  const right = random.below(count);
  const answers: PollAnswer[] = [];
  for (let index = 0; index < count; index++) {
    answers.push({
      text: `${index + 1}. ${headline(random, language)}`,
      voters: random.below(400),
      ...(quiz && index === right ? { correct: true } : {}),
    });
  }
  const closed = random.chance(0.3);
  return {
    kind: "poll",
    id,
    question: headline(random, language),
    questionEntities: [],
    answers,
    ...(quiz ? { quiz, solution: sentence(random, language) } : {}),
    ...(!quiz && random.chance(0.3) ? { multiple: true } : {}),
    ...(closed ? { closed } : {}),
  };
}
