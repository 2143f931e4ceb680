import type { TlObject } from "../tl/value.ts";
import type { Media } from "../world/media.ts";

/** A poll with the results everybody may see. */
export function pollObject(poll: Extract<Media, { readonly kind: "poll" }>): TlObject {
  const plain = (text: string): TlObject => ({ _: "textWithEntities", text, entities: [] });
  const option = (index: number): Buffer => Buffer.from([0x30 + index]);
  const { answers } = poll;
  return {
    _: "messageMediaPoll",
    poll: {
      _: "poll",
      id: poll.id,
      closed: poll.closed,
      quiz: poll.quiz,
      multiple_choice: poll.multiple,
      question: {
        _: "textWithEntities",
        text: poll.question,
        entities: poll.questionEntities.map((entity) => ({ ...entity })),
      },
      answers: answers.map(({ text }, index) => ({
        _: "pollAnswer",
        text: plain(text),
        option: option(index),
      })),
    },
    results: {
      _: "pollResults",
      results: answers.map(({ voters, correct }, index) => ({
        _: "pollAnswerVoters",
        correct,
        option: option(index),
        voters,
      })),
      total_voters: answers.reduce((sum, answer) => sum + answer.voters, 0),
      solution: poll.solution,
      solution_entities: poll.solution === undefined ? undefined : [],
    },
  };
}
